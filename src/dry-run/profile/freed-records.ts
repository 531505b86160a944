/** Says of each reason to quarantine records how many of them it alone holds, and how many are free once it and those before it are mended. */
import type { QuarantineGroup } from '../../model/plan-facts/quarantine.ts';
import { namedParts } from './bounded-names.ts';

/** Different sets of reasons that are told apart; records with further ones are freed by nothing that is said here. */
const MOST = 5_000;

type Freed = Pick<QuarantineGroup, 'only' | 'frees'>;

/** Counts records by the set of reasons that each has. */
export interface CombinationCounter {
  /** `isAll`: these are all its reasons; of a record with more than are kept nothing is promised. */
  add(reasons: readonly string[], isAll: boolean): void;
  /** What mending each of these frees, in this order: never more than the records that have it. */
  facts(ordered: readonly string[]): (reason: string) => Freed;
}

/** Starts at zero. */
export function countCombinations(): CombinationCounter {
  const combinations = namedParts<{ count: number; readonly reasons: readonly string[] }>(MOST);
  return {
    add: (reasons, isAll) => {
      if (!isAll) return;
      const sorted = reasons.toSorted();
      const one = combinations.of(JSON.stringify(sorted), () => ({ count: 0, reasons: sorted }));
      if (one !== undefined) one.count += 1;
    },
    facts: (ordered) => {
      const place = new Map(ordered.map((reason, index) => [reason, index]));
      const freed = ordered.map(() => ({ only: 0, frees: 0 }));
      for (const [, { count, reasons }] of combinations.all()) {
        // The record is free once the last of its reasons is mended.
        const places = reasons.map((reason) => place.get(reason) ?? Number.POSITIVE_INFINITY);
        const last = freed[Math.max(...places)];
        if (last === undefined) continue;
        last.frees += count;
        if (reasons.length === 1) last.only += count;
      }
      return (reason) => freed[place.get(reason) ?? -1] ?? { only: 0, frees: 0 };
    },
  };
}
