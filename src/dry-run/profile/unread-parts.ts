/** What a mapping leaves unread below the fields that it reads in part: members of objects and of items of lists, by whole paths. */
import { nameOf, type Step, showSteps, splitPath } from '../../mapping/path.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { MappingFacts } from '../../model/mapping-facts.ts';
import { isFilled } from './profiled-record.ts';

/** Levels below a field that are looked into, and parts of one record that are named. */
const DEEPEST = 6;
const MOST = 200;

/** What is read at one place of a record. */
interface Place {
  /** Read as it is, with all that it holds, or ignored. */
  whole: boolean;
  /** Ignored on purpose: as the mapping names it. */
  ignored: string | null;
  readonly members: Map<string, Place>;
  items: Place | null;
}

/** The parts of a record that hold something and that no rule, condition, key or identity reads, each once; ignored ones too, by their name. */
export type UnreadParts = (data: JsonObject) => ReadonlyMap<string, JsonValue>;

/** Prepared once for a mapping. */
export function unreadParts({ reads, ignores }: Pick<MappingFacts, 'reads' | 'ignores'>): UnreadParts {
  const root = newPlace();
  for (const { path, items } of reads) placeAt(root, splitPath(path) ?? []).whole ||= items !== true;
  for (const { field, path } of ignores) placeAt(root, splitPath(path) ?? []).ignored ??= field;
  return (data) => {
    const found = new Map<string, JsonValue>();
    // Fields that nothing reads at all are told as they are.
    for (const [name, place] of root.members) {
      if (Object.hasOwn(data, name) && place.ignored === null)
        look(data[name] ?? null, { place, steps: [{ name }] }, found);
    }
    return found;
  };
}

function newPlace(): Place {
  return { whole: false, ignored: null, members: new Map(), items: null };
}

function placeAt(root: Place, steps: readonly Step[]): Place {
  let place = root;
  for (const step of steps) {
    const name = nameOf(step);
    if (name === null) place = place.items ??= newPlace();
    else {
      const next = place.members.get(name) ?? newPlace();
      place.members.set(name, next);
      place = next;
    }
  }
  return place;
}

/** Where one has come to. */
interface At {
  readonly place: Place;
  readonly steps: readonly Step[];
}

function look(value: JsonValue, { place, steps }: At, found: Map<string, JsonValue>): void {
  if (place.whole || found.size >= MOST || !isFilled(value)) return;
  if (place.ignored !== null) {
    found.set(place.ignored, value);
    return;
  }
  if (isList(value)) {
    const items = { place: place.items ?? newPlace(), steps: [...steps, 'all' as const] };
    for (const item of value) look(item, items, found);
  } else if (isObject(value)) lookInto(value, { place, steps }, found);
  // An item that is no object goes by `value`.
  else if (!(steps.at(-1) === 'all' && place.members.has('value'))) found.set(showSteps(steps), value);
}

function lookInto(value: JsonObject, { place, steps }: At, found: Map<string, JsonValue>): void {
  // One thing counts as a list of one where a path says `[]`.
  const { members } = place.members.size === 0 && place.items !== null ? place.items : place;
  if (place.items?.whole === true && place.members.size === 0) return;
  for (const [name, inner] of Object.entries(value)) {
    const next = { place: members.get(name), steps: [...steps, { name }] };
    if (next.place !== undefined && steps.length < DEEPEST) look(inner, { ...next, place: next.place }, found);
    else if (next.place === undefined && found.size < MOST && isFilled(inner)) found.set(showSteps(next.steps), inner);
  }
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}
