/** What is kept by name, with a bound on memory: the same names with the same contents, whatever order they come in. */

/** Of very many names, those that come first in the order of code units are kept. */
export interface NamedParts<T> {
  /** What is kept under the name, made when the name is new; undefined when so many names come before it that it isn't kept. */
  of(name: string, make: () => T): T | undefined;
  /** In the order of names. */
  all(): readonly (readonly [string, T])[];
  /** Whether there were names that aren't kept. */
  isCapped(): boolean;
}

/**
 * Keeps `most` names at the end, at most twice as many meanwhile. A name that is kept at the end has been kept since it
 * first came, so nothing that was noted under it is missing.
 */
export function namedParts<T>(most: number): NamedParts<T> {
  const kept = new Map<string, T>();
  let last: string | null = null;
  const trim = () => {
    const names = [...kept.keys()].sort(byCodeUnit);
    last = names[most - 1] ?? last;
    for (const name of names.slice(most)) kept.delete(name);
  };
  return {
    of: (name, make) => {
      const known = kept.get(name);
      if (known !== undefined) return known;
      if (last !== null && name > last) return undefined;
      kept.set(name, make());
      if (kept.size > 2 * most) trim();
      return kept.get(name);
    },
    all: () => {
      if (kept.size > most) trim();
      return [...kept].sort(([a], [b]) => byCodeUnit(a, b));
    },
    isCapped: () => last !== null || kept.size > most,
  };
}

/** For sorting names: the same on every machine. Pure. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
