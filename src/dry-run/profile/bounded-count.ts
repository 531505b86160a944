/** Counts how often each of many texts occurs, with a bound on how many texts are kept. */
import type { NamedCount, Some } from '../../model/plan-facts/bounded-list.ts';
import { namedParts } from './bounded-names.ts';

/** Distinct texts counted per counter. */
const MOST = 10_000;
const LONGEST = 200;

/** Names are cut to 200 characters: longer ones that begin alike count together. */
export interface Counter {
  add(name: string, by?: number): void;
  /** The most frequent first, equals by name. */
  top(limit: number): Some<NamedCount>;
  readonly distinct: () => number;
}

/** Of more than 10,000 distinct texts the first by name are counted, each with all it has; the total is then marked as capped. */
export function counter(): Counter {
  const counts = namedParts<{ count: number }>(MOST);
  return {
    add: (name, by = 1) => {
      const known = counts.of(cut(name, LONGEST), () => ({ count: 0 }));
      if (known !== undefined) known.count += by;
    },
    top: (limit) => {
      const all = counts.all().map(([name, { count }]) => ({ name, count }));
      return some(all.sort(byCount), limit, counts.isCapped());
    },
    distinct: () => counts.all().length,
  };
}

/** For sorting: the most frequent first, equals by name in the order of code units. Names must differ. Pure. */
export function byCount(a: NamedCount, b: NamedCount): number {
  return b.count - a.count || (a.name < b.name ? -1 : 1);
}

/** At most `limit` characters, with a mark where something is missing; never half a character. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const end = /[\uD800-\uDBFF]/.test(text[limit - 2] ?? '') ? limit - 2 : limit - 1;
  return `${text.slice(0, end)}…`;
}

/** Characters that a mapping keeps of a value looked up in a table. */
const MOST_SEEN = 200;

/** Whether a value looked up in a table may be only the beginning of what the record holds. */
export function isCutSeen(value: string): boolean {
  return value.length >= MOST_SEEN;
}

/** The first few of a list, and how many there are; `isCapped`: there are more than the list has. */
export function some<T>(all: readonly T[], limit: number, isCapped = false): Some<T> {
  return { total: all.length, ...(isCapped && { capped: true as const }), shown: all.slice(0, limit) };
}
