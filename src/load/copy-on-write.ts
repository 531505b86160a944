/** Changes single values of a mapped record by path: the record itself stays as it was, only the fields touched are copied. */
import { isObject, type JsonObject, type JsonValue, type PathStep } from '../model/json.ts';

type Mutable = null | boolean | number | string | Mutable[] | { [name: string]: Mutable };

/** One record being changed. Nothing throws: a path that leads nowhere changes nothing. */
export interface Draft {
  /** The value at a path; undefined when the path leads nowhere. */
  at(path: readonly PathStep[]): JsonValue | undefined;
  /** Replaces the value at a path. False when the path leads nowhere. */
  put(path: readonly PathStep[], value: JsonValue): boolean;
  /** Takes out an item of a list once `finish` is called; until then indexes stay as they are. */
  drop(path: readonly PathStep[]): void;
  /** The record as changed, sharing what wasn't touched with the original. The draft is done with then. */
  finish(): JsonObject;
}

/** Starts a draft of `fields`. */
export function draftOf(fields: JsonObject): Draft {
  const copy: { [name: string]: Mutable } = {};
  const dropped = new Map<Mutable[], Set<number>>();

  const holder = (path: readonly PathStep[]): Mutable | undefined => {
    const top = String(path[0]);
    if (!Object.hasOwn(copy, top) && Object.hasOwn(fields, top)) copy[top] = thaw(fields[top] ?? null);
    return path.slice(0, -1).reduce<Mutable | undefined>(step, copy);
  };

  return {
    at: (path) => step(holder(path), path.at(-1) ?? ''),
    put: (path, value) => replace(holder(path), path.at(-1) ?? '', thaw(value)),
    drop: (path) => {
      const list = holder(path);
      const index = path.at(-1);
      if (!Array.isArray(list) || typeof index !== 'number') return;
      dropped.set(list, (dropped.get(list) ?? new Set()).add(index));
    },
    finish: () => {
      for (const [list, indexes] of dropped) list.splice(0, list.length, ...list.filter((_, i) => !indexes.has(i)));
      dropped.clear();
      return { ...fields, ...copy };
    },
  };
}

function thaw(value: JsonValue): Mutable {
  if (isList(value)) return value.map(thaw);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, thaw(member)]));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function step(value: Mutable | undefined, name: PathStep): Mutable | undefined {
  if (Array.isArray(value)) return typeof name === 'number' ? value[name] : undefined;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return value[name];
}

function replace(container: Mutable | undefined, name: PathStep, value: Mutable): boolean {
  if (step(container, name) === undefined) return false;
  if (Array.isArray(container) && typeof name === 'number') container[name] = value;
  else if (typeof container === 'object' && container !== null && !Array.isArray(container)) container[name] = value;
  return true;
}

/** Replaces tokens in a text; longer ones first, since one may be the beginning of another. */
export function replaceTokens(text: string, replacements: ReadonlyMap<string, string>): string {
  return [...replacements]
    .sort(([a], [b]) => b.length - a.length)
    .reduce((shown, [token, by]) => shown.split(token).join(by), text);
}
