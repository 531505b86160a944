/** Counts how often each of many texts occurs, with a bound on how many texts are kept. */
import type { NamedCount, Some } from '../../model/plan-facts/bounded-list.ts';

/** Distinct texts remembered per counter. */
const MOST = 2_000;
const LONGEST = 200;

/** Names are cut to 200 characters: longer ones that begin alike count together. */
export interface Counter {
  add(name: string, by?: number): void;
  /** The most frequent first, equals by name; those beyond the bound are counted together under the name given. */
  top(limit: number): Some<NamedCount>;
  readonly distinct: () => number;
}

/** Texts are kept until the bound is reached; new ones after that count together as `(others)`. */
export function counter(): Counter {
  const counts = new Map<string, number>();
  let others = 0;
  return {
    add: (name, by = 1) => {
      const key = cut(name, LONGEST);
      const known = counts.get(key);
      if (known !== undefined || counts.size < MOST) counts.set(key, (known ?? 0) + by);
      else others += by;
    },
    top: (limit) => {
      const all = [...counts].map(([name, count]) => ({ name, count })).sort(byCount);
      const rest = others > 0 ? [{ name: '(others)', count: others }] : [];
      return { total: counts.size, shown: [...all.slice(0, limit), ...rest] };
    },
    distinct: () => counts.size,
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

/** The first few of a list, and how many there are. */
export function some<T>(all: readonly T[], limit: number): Some<T> {
  return { total: all.length, shown: all.slice(0, limit) };
}
