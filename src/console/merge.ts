/** Merges fields that were sent into those that are held, and checks what a sender may change about children of others. */
import { canonicalJson } from '../model/canonical.ts';
import { CHILDREN, type Entity } from '../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { systemOf } from '../model/record.ts';
import type { FieldError } from './problem.ts';

/** `people` adds and replaces single children; a system replaces all of its own. */
export type Sender = { readonly kind: 'system'; readonly system: string } | { readonly kind: 'people' };

interface Merge {
  readonly entity: Entity;
  readonly held: JsonObject;
  readonly sent: JsonObject;
  readonly sender: Sender;
}

/** The fields held afterwards: only those sent are touched, null clears (a cleared field is absent), children merge by key. */
export function mergeFields({ entity, held, sent, sender }: Merge): JsonObject {
  const merged: Record<string, JsonValue> = { ...held };
  for (const [name, value] of Object.entries(sent)) {
    const next = isChildren(entity, name) ? mergeChildren(childrenOf(held[name]), value, sender) : value;
    if (next === null) delete merged[name];
    else merged[name] = next;
  }
  return merged;
}

/**
 * The fields sent, as they are held: what `contentHash` of a result is taken over. Equals what was sent unless the
 * console holds something else. Children of others that weren't sent don't show.
 */
export function heldView({ entity, held, sent, sender }: Merge): JsonObject {
  return Object.fromEntries(
    Object.entries(sent).map(([name, value]) => {
      if (!isChildren(entity, name)) return [name, held[name] ?? null];
      const keys = new Set(childrenOf(value).map(keyOf));
      const shown = childrenOf(held[name]).filter((child) => isOwn(child, sender) || keys.has(keyOf(child)));
      return [name, value === null && shown.length === 0 ? null : shown];
    }),
  );
}

/** Whether a view shows all there is: then its hash is the record's own. */
export function showsAll(view: JsonObject, data: JsonObject): boolean {
  const names = Object.keys(data);
  return (
    names.length === Object.keys(view).length &&
    names.every((name) => view[name] === data[name] || lengthOf(view[name]) === lengthOf(data[name]))
  );
}

/** What is wrong with the children sent: a key twice, or another system's child in another form than it is held. */
export function checkChildren({ entity, held, sent, sender }: Merge): FieldError[] {
  return (CHILDREN[entity] ?? []).flatMap((name) => {
    const seen = new Set<string>();
    const others = new Map(childrenOf(held[name]).map((child) => [keyOf(child), child]));
    return childrenOf(sent[name]).flatMap((child, index): FieldError[] => {
      const at = `/data/${name}/${index}/externalId`;
      const key = keyOf(child);
      if (seen.has(key)) return [{ pointer: at, code: 'child-duplicate', detail: 'appears twice' }];
      seen.add(key);
      if (maySend(child, others.get(key), sender)) return [];
      return [{ pointer: at, code: 'child-foreign', detail: 'belongs to another system' }];
    });
  });
}

function maySend(child: JsonObject, held: JsonObject | undefined, sender: Sender): boolean {
  if (isOwn(child, sender)) return true;
  if (sender.kind === 'system') return held !== undefined && canonicalJson(held) === canonicalJson(child);
  return held !== undefined || systemOf(keyOf(child)) === 'console';
}

function mergeChildren(held: readonly JsonObject[], value: JsonValue, sender: Sender): JsonValue {
  const sent = childrenOf(value);
  if (sender.kind === 'people') return upsertChildren(held, sent);
  const keys = new Set(sent.map(keyOf));
  const others = held.filter((child) => !isOwn(child, sender) && !keys.has(keyOf(child)));
  return value === null && others.length === 0 ? null : [...sent, ...others];
}

function upsertChildren(held: readonly JsonObject[], sent: readonly JsonObject[]): readonly JsonObject[] {
  const byKey = new Map([...held, ...sent].map((child) => [keyOf(child), child]));
  return [...byKey.values()];
}

/** A view holds values as they are, except that children may be missing from its lists. */
function lengthOf(value: JsonValue | undefined): number {
  return Array.isArray(value) ? value.length : Number.NaN;
}

function isOwn(child: JsonObject, sender: Sender): boolean {
  return sender.kind === 'system' && systemOf(keyOf(child)) === sender.system;
}

function isChildren(entity: Entity, field: string): boolean {
  return CHILDREN[entity]?.includes(field) ?? false;
}

function childrenOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function keyOf(child: JsonObject): string {
  return String(child.externalId);
}
