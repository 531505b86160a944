/** Gathers what the tables of a mapping were asked for, and proposes lines for what they don't list. */
import type { ObservedTable } from '../model/plan-facts.ts';
import type { LaneSubject } from './lane-subject.ts';
import type { LookedAt } from './looked-at.ts';
import { suggestLines } from './suggestion.ts';
import { cut } from './tally.ts';

/** Distinct values remembered per table, known and unknown ones apart. */
const MOST = 2_000;
const MOST_SHOWN = 500;

interface Asked {
  readonly known: Map<string, number>;
  readonly unknown: Map<string, number>;
  unknownCount: number;
}

export interface TableTaker {
  add(one: LookedAt): void;
  facts(): readonly ObservedTable[];
}

export function takeTables({ lane, mapping }: LaneSubject): TableTaker {
  const asked = new Map<string, Asked>();
  return {
    add: ({ trace }) => {
      for (const { target, value, known } of trace.seen) {
        const table = asked.get(target) ?? { known: new Map(), unknown: new Map(), unknownCount: 0 };
        asked.set(target, table);
        if (!known) table.unknownCount += 1;
        const counts = known ? table.known : table.unknown;
        if (counts.has(value) || counts.size < MOST) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    },
    facts: () =>
      mapping.rules.flatMap(({ target, from, line, table }) => {
        const seen = asked.get(target);
        if (table === null || seen === undefined) return [];
        const unknown = sorted(seen.unknown, false);
        const values = [...unknown, ...sorted(seen.known, true)];
        return [
          {
            ...{ lane, target, from, file: mapping.file, line, otherwise: table.otherwise },
            values: { total: values.length, shown: values.slice(0, MOST_SHOWN) },
            unknown: seen.unknownCount,
            suggestion: suggestLines(table, unknown),
          },
        ];
      }),
  };
}

/** Unknown ones first: they are what somebody has to do something about. */
function sorted(counts: ReadonlyMap<string, number>, known: boolean): ObservedTable['values']['shown'] {
  return [...counts]
    .map(([value, count]) => ({ value: cut(value, 200), count, known }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}
