/** Finds records that lead back to themselves: articles below one another, tickets merged into one another. */
import type { JsonObject } from '../../model/json.ts';
import type { ReferenceFacts } from '../../model/plan-facts/references.ts';

/** Fields of which a record has one, and that must end somewhere. */
const UPWARD = ['parent', 'mergedInto', 'supersedes'];
/** Links remembered of each field, some hundred bytes each; circles through those beyond aren't found. */
const MOST = 2_000_000;
const FEW = 20;

/** Fed with writes in the order they would be made: a later one says where the record leads then. */
export interface CycleFinder {
  add(externalKey: string, data: JsonObject): void;
  facts(): ReferenceFacts['cycles'];
}

/** Starts with no links. All circles found are counted, and 20 shown by the external keys on them. */
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
      const cycles = [...links].flatMap(([field, up]) => circlesIn(up).map((keys) => ({ field, keys })));
      return { total: cycles.length, shown: cycles.slice(0, FEW) };
    },
  };
}

/** Every record has one way up, so each circle is met once when no record is walked twice. */
function circlesIn(up: ReadonlyMap<string, string>): readonly (readonly string[])[] {
  const done = new Set<string>();
  const circles: string[][] = [];
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
    if (back !== undefined) circles.push(way.slice(back));
    for (const key of way) done.add(key);
  }
  return circles;
}
