/** Counts the values that were looked up in the tables of a mapping, and proposes lines for those that a table doesn't list. */
import type { RuleFact, TableFact } from '../../model/mapping-facts.ts';
import type { ObservedTable } from '../../model/plan-facts/values.ts';
import { cut, isCutSeen } from './bounded-count.ts';
import type { LaneSubject } from './lane-subject.ts';
import type { ProfiledRecord } from './profiled-record.ts';
import { suggestLines } from './table-suggestion.ts';

/** Distinct values counted by themselves per table, known and unknown ones apart. */
const MOST = 20_000;
const MOST_SHOWN = 2_000;

/** How often each value was looked up; beyond the bound together. */
interface Asked {
  readonly counts: Map<string, number>;
  all: number;
}

/** Is given each record of a lane once, whatever its outcome. Values are contents, at most 200 characters of each. */
export interface TableCounter {
  add(one: ProfiledRecord): void;
  /** Counts add up: what isn't shown by itself counts under `(others)`, unknown values and known ones apart. */
  facts(): readonly ObservedTable[];
}

/** Tables in which nothing was looked up are left out; of each up to 2,000 values are shown, unknown ones first. */
export function countTables({ lane, mapping }: LaneSubject): TableCounter {
  const asked = new Map<string, { readonly known: Asked; readonly unknown: Asked }>();
  const askedOf = (target: string) => {
    const found = asked.get(target) ?? { known: { counts: new Map(), all: 0 }, unknown: { counts: new Map(), all: 0 } };
    asked.set(target, found);
    return found;
  };
  return {
    add: ({ trace }) => {
      for (const { target, value, known } of trace.seen) note(askedOf(target)[known ? 'known' : 'unknown'], value);
    },
    facts: () =>
      tablesOf(mapping.rules).flatMap(({ target, from, line, table }) => {
        const seen = asked.get(target);
        if (seen === undefined) return [];
        const unknown = sorted(seen.unknown);
        const place = { lane, target, from, file: mapping.file, line, otherwise: table.otherwise };
        const values = shownOf(unknown, seen);
        return [{ ...place, values, unknown: seen.unknown.all, suggestion: suggestLines(table, unknown) }];
      }),
  };
}

function note(asked: Asked, value: string): void {
  asked.all += 1;
  const count = asked.counts.get(value);
  if (count !== undefined || asked.counts.size < MOST) asked.counts.set(value, (count ?? 0) + 1);
}

type TableRule = RuleFact & { readonly table: TableFact };

/** Rules that fill the same field count as one: a value that any of their tables lists is known. */
function tablesOf(rules: readonly RuleFact[]): readonly TableRule[] {
  const byTarget = new Map<string, TableRule>();
  for (const rule of rules) {
    if (rule.table === null) continue;
    const first = byTarget.get(rule.target);
    const from = [...new Set([...(first?.from ?? []), ...rule.from])];
    byTarget.set(rule.target, { ...(first ?? rule), from, table: first?.table ?? rule.table });
  }
  return [...byTarget.values()];
}

type Value = ObservedTable['values']['shown'][number];

/** Unknown ones first: those have to be added to the mapping. */
function shownOf(
  unknown: readonly Counted[],
  seen: { readonly known: Asked; readonly unknown: Asked },
): ObservedTable['values'] {
  const known = sorted(seen.known);
  // Two lines are left for what counts together.
  const first = unknown.slice(0, MOST_SHOWN - 2);
  const second = known.slice(0, MOST_SHOWN - 2 - first.length);
  const shown = [...listed(first, seen.unknown, false), ...listed(second, seen.known, true)];
  return { total: unknown.length + known.length, shown };
}

function listed(values: readonly Counted[], { all }: Asked, known: boolean): readonly Value[] {
  const named = values.map(({ value, count }) => ({
    value: isCutSeen(value) ? cut(`${value}…`, 200) : value,
    count,
    known,
  }));
  const rest = all - values.reduce((sum, { count }) => sum + count, 0);
  return rest === 0 ? named : [...named, { value: '(others)', count: rest, known }];
}

interface Counted {
  readonly value: string;
  readonly count: number;
}

function sorted({ counts }: Asked): readonly Counted[] {
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
