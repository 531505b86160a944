/** Finds cycles of references: articles that are each other's parents, tickets merged into one another. */
import type { JsonObject } from '../../model/json.ts';
import type { ReferenceFacts } from '../../model/plan-facts/references.ts';
import { byCodeUnit } from './bounded-names.ts';

/** References of which a record has one at most; following them must come to an end. */
const UPWARD = ['parent', 'mergedInto', 'supersedes'];
/** Links kept of each field, some hundred bytes each; cycles through further ones aren't found. */
const MOST = 2_000_000;
const FEW = 20;

/** Is given writes in the order they would be made: a later one replaces the record's link. */
export interface CycleFinder {
  add(externalKey: string, data: JsonObject): void;
  facts(): ReferenceFacts['cycles'];
}

/** All cycles found are counted, and 20 shown by their external keys. */
export function findCycles(): CycleFinder {
  const links = new Map(UPWARD.map((field) => [field, new Map<string, string>()]));
  return {
    add: (key, data) => {
      for (const [field, up] of links) {
        const to = data[field];
        if (to === null) up.delete(key);
        else if (typeof to === 'string' && up.size < MOST) up.set(key, to);
      }
    },
    facts: () => {
      const cycles = [...links].flatMap(([field, up]) =>
        cyclesIn(up).map((keys) => ({ field, keys: fromFirst(keys) })),
      );
      cycles.sort((a, b) => byCodeUnit(a.field, b.field) || byCodeUnit(a.keys[0] ?? '', b.keys[0] ?? ''));
      const records = new Set(cycles.flatMap(({ keys }) => keys)).size;
      return { total: cycles.length, records, shown: cycles.slice(0, FEW) };
    },
  };
}

/** The same circle, whichever of its records was found first. */
function fromFirst(keys: readonly string[]): readonly string[] {
  const first = keys.indexOf(keys.toSorted(byCodeUnit)[0] ?? '');
  return [...keys.slice(first), ...keys.slice(0, first)];
}

/** Every record has one link at most, so each cycle is found once when no record is visited twice. */
function cyclesIn(up: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const done = new Set<string>();
  const found: string[][] = [];
  for (const start of up.keys()) {
    const way: string[] = [];
    const on = new Map<string, number>();
    let at: string | undefined = start;
    while (at !== undefined && !done.has(at) && !on.has(at)) {
      on.set(at, way.length);
      way.push(at);
      at = up.get(at);
    }
    const back = at === undefined ? undefined : on.get(at);
    if (back !== undefined) found.push(way.slice(back));
    for (const key of way) done.add(key);
  }
  return found;
}
