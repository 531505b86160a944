/** Counts the values that were looked up in the tables of a mapping, and proposes lines for those that a table doesn't list. */
import type { RuleFact, TableFact } from '../../model/mapping-facts.ts';
import type { ObservedTable } from '../../model/plan-facts/values.ts';
import { cut, isCutSeen } from './bounded-count.ts';
import { byCodeUnit, type NamedParts, namedParts } from './bounded-names.ts';
import type { LaneSubject } from './lane-subject.ts';
import type { ProfiledRecord } from './profiled-record.ts';
import { suggestLines } from './table-suggestion.ts';

/** Distinct values counted by themselves per table, known and unknown ones apart. */
const MOST = 20_000;
const MOST_SHOWN = 2_000;

/** In how many records each value was looked up. */
type Asked = NamedParts<{ count: number }>;

interface AskedTable {
  readonly known: Asked;
  readonly unknown: Asked;
  /** With a value that the table doesn't list. */
  unknownRecords: number;
}

/** Is given each record of a lane once, whatever its outcome. Values are contents, at most 200 characters of each. */
export interface TableCounter {
  add(one: ProfiledRecord): void;
  facts(): readonly ObservedTable[];
}

/** Tables in which nothing was looked up are left out; of each up to 2,000 values are shown, unknown ones first. */
export function countTables({ lane, mapping }: LaneSubject): TableCounter {
  const asked = new Map<string, AskedTable>();
  const askedOf = (target: string) => {
    const found = asked.get(target) ?? { known: namedParts(MOST), unknown: namedParts(MOST), unknownRecords: 0 };
    asked.set(target, found);
    return found;
  };
  return {
    add: ({ trace }) => {
      for (const [target, values] of byTarget(trace.seen)) note(askedOf(target), values);
    },
    facts: () =>
      tablesOf(mapping.rules).flatMap(({ target, from, line, table }) => {
        const seen = asked.get(target);
        if (seen === undefined) return [];
        const unknown = sorted(seen.unknown);
        const place = { lane, target, from, file: mapping.file, line, otherwise: table.otherwise };
        const counts = { values: unknown.length, records: seen.unknownRecords, capped: seen.unknown.isCapped() };
        return [
          { ...place, values: shownOf(unknown, seen), unknown: counts, suggestion: suggestLines(table, unknown) },
        ];
      }),
  };
}

/** What one record asked each table for: a value once, and known when any table of its field lists it. */
function byTarget(seen: ProfiledRecord['trace']['seen']): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const targets = new Map<string, Map<string, boolean>>();
  for (const { target, value, known } of seen) {
    const values = targets.get(target) ?? new Map<string, boolean>();
    targets.set(target, values);
    values.set(value, known || values.get(value) === true);
  }
  return targets;
}

function note(asked: AskedTable, values: ReadonlyMap<string, boolean>): void {
  for (const [value, known] of values) {
    const one = asked[known ? 'known' : 'unknown'].of(value, () => ({ count: 0 }));
    if (one !== undefined) one.count += 1;
  }
  if ([...values.values()].includes(false)) asked.unknownRecords += 1;
}

type TableRule = RuleFact & { readonly table: TableFact };

/** Rules that fill the same field count as one: a value that any of their tables lists is known. */
function tablesOf(rules: readonly RuleFact[]): readonly TableRule[] {
  const byTargetField = new Map<string, TableRule>();
  for (const rule of rules) {
    if (rule.table === null) continue;
    const first = byTargetField.get(rule.target);
    const from = [...new Set([...(first?.from ?? []), ...rule.from])];
    byTargetField.set(rule.target, { ...(first ?? rule), from, table: first?.table ?? rule.table });
  }
  return [...byTargetField.values()];
}

/** Unknown ones first: those have to be added to the mapping. */
function shownOf(unknown: readonly Counted[], seen: AskedTable): ObservedTable['values'] {
  const known = sorted(seen.known);
  const first = unknown.slice(0, MOST_SHOWN);
  const second = known.slice(0, MOST_SHOWN - first.length);
  const isCapped = seen.unknown.isCapped() || seen.known.isCapped();
  return {
    total: unknown.length + known.length,
    ...(isCapped && { capped: true as const }),
    shown: [...first.map((one) => listed(one, false)), ...second.map((one) => listed(one, true))],
  };
}

function listed({ value, count }: Counted, known: boolean): ObservedTable['values']['shown'][number] {
  return { value: isCutSeen(value) ? cut(`${value}…`, 200) : value, count, known };
}

interface Counted {
  readonly value: string;
  readonly count: number;
}

function sorted(asked: Asked): readonly Counted[] {
  const all = asked.all().map(([value, { count }]) => ({ value, count }));
  return all.sort((a, b) => b.count - a.count || byCodeUnit(a.value, b.value));
}
