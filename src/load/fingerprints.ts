/** The fingerprints by which loading compares: of every top-level field of a record, and of any JSON value. */
import { fingerprint } from '../model/canonical.ts';
import { CHILDREN, type Entity } from '../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { systemOf } from '../model/record.ts';
import { sha256 } from '../sha256.ts';

/** sha256 over the canonical form: as a target computes its `contentHash`. */
export function hashOf(value: JsonValue): string {
  return fingerprint(value, sha256);
}

/** Fingerprint of each field that isn't empty. */
export function fieldHashes(entity: Entity, fields: JsonObject): Readonly<Record<string, string>> {
  const hashes: Record<string, string> = {};
  for (const [name, value] of Object.entries(fields)) {
    const hash = fieldHash(entity, name, value);
    if (hash !== undefined) hashes[name] = hash;
  }
  return hashes;
}

/**
 * Children are compared by their keys, not by their order: the target merges them by key. Undefined for null and for an empty
 * list of children: in a field that holds other systems' children too, it looks the same as no list.
 */
export function fieldHash(entity: Entity, name: string, value: JsonValue): string | undefined {
  if (value === null) return undefined;
  if (!isChildren(entity, name)) return hashOf(value);
  return isList(value) && value.length === 0 ? undefined : hashOf(byKey(value));
}

/** A held field as far as `system` wrote it: of children, only its own. */
export function ownPart(
  held: JsonObject,
  field: { readonly entity: Entity; readonly name: string; readonly system: string },
): JsonValue {
  const value = held[field.name] ?? null;
  if (!isChildren(field.entity, field.name) || !isList(value)) return value;
  const own = value.filter((child) => systemOf(childKey(child)) === field.system);
  return own.length === 0 ? null : own;
}

function isChildren(entity: Entity, name: string): boolean {
  return CHILDREN[entity]?.includes(name) ?? false;
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function byKey(value: JsonValue): JsonValue {
  if (!isList(value)) return value;
  return [...value].sort((a, b) => (childKey(a) < childKey(b) ? -1 : 1));
}

function childKey(child: JsonValue): string {
  return isObject(child) ? String(child.externalId) : '';
}
