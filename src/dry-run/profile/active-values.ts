/** Counts who and what is active at a source: the values of the fields that statuses, people and the like are read from. */
import type { JsonValue } from '../../model/json.ts';
import type { MappingFacts } from '../../model/mapping-facts.ts';
import type { Inventory } from '../../model/plan-facts/inventory.ts';
import { type Counter, counter, cut } from './bounded-count.ts';
import { type ProfiledRecord, shown, type Walk, walkTo } from './profiled-record.ts';

/** Target fields that tell who and what is active, besides every reference and table of the mapping. */
const ACTIVE_FIELDS = ['status', 'priority', 'kind', 'active', 'language', 'audience', 'tags'];
const MOST_VALUES = 12;
const MOST_FIELDS = 12;
const LONGEST_VALUE = 100;

interface Active {
  readonly field: string;
  readonly targets: string[];
  readonly counts: Counter;
  readonly walk: Walk;
}

/** Is given each record of a lane once, whatever its outcome. Counts records: a value once each, however often it is there. */
export interface ActiveCounter {
  add(one: ProfiledRecord): void;
  facts(): Inventory['active'];
}

/** Values are the source's own, as it holds them; at most 12 fields with 12 values each are named. */
export function countActive(mapping: MappingFacts): ActiveCounter {
  const fields = activeFields(mapping);
  return {
    add: ({ record: { data } }) => {
      for (const { counts, walk } of fields) {
        const values = new Set(walk(data).flatMap(textOf));
        for (const value of values) counts.add(value);
      }
    },
    facts: () =>
      fields
        .filter(({ counts }) => counts.distinct() > 0)
        .slice(0, MOST_FIELDS)
        .map(({ field, targets, counts }) => ({ field, targets, values: counts.top(MOST_VALUES) })),
  };
}

/** In the order of the fields above, then in that of the mapping. */
function activeFields({ rules }: MappingFacts): readonly Active[] {
  const wanted = rules
    .filter(({ reference, table }) => reference !== null || table !== null)
    .map(({ target }) => target);
  const fields = new Map<string, Active>();
  for (const target of new Set([...ACTIVE_FIELDS, ...wanted])) {
    for (const field of rules.filter((rule) => rule.target === target).flatMap(({ from }) => from)) {
      const known = fields.get(field) ?? { field, targets: [], counts: counter(), walk: walkTo(field) };
      if (!known.targets.includes(target)) known.targets.push(target);
      fields.set(field, known);
    }
  }
  return [...fields.values()];
}

function textOf(value: JsonValue): readonly string[] {
  if (typeof value === 'object') return [];
  const text = cut(shown(value), LONGEST_VALUE);
  return text.trim() === '' ? [] : [text];
}
