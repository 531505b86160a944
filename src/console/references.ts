/** Where a record's fields refer to other records. */
import { REFERENCE_FIELDS, type ReferenceField } from '../model/entities/relations.ts';
import type { Entity } from '../model/entity.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep } from '../model/json.ts';

/** One value in a record that names another one. */
export interface ReferenceUse {
  readonly path: readonly PathStep[];
  /** External key of the record meant. */
  readonly to: string;
  /** What it may be; several where the field doesn't say. */
  readonly entities: readonly Entity[];
}

/** Every reference in the fields given. Values that aren't texts are left to the schema to refuse. */
export function referencesIn(entity: Entity, fields: JsonObject): ReferenceUse[] {
  return REFERENCE_FIELDS[entity].flatMap((field) => usesOf(field, fields, []));
}

/** `at`: how far down the field's steps the value was found. */
function usesOf(field: ReferenceField, value: JsonValue | undefined, at: readonly PathStep[]): ReferenceUse[] {
  if (value === null || value === undefined) return [];
  const step = field.steps[at.length];
  if (step === undefined) return typeof value === 'string' ? [{ path: at, to: value, entities: field.entities }] : [];
  if (step === '*') return Array.isArray(value) ? value.flatMap((item, i) => usesOf(field, item, [...at, i])) : [];
  return isObject(value) ? usesOf(field, value[step], [...at, step]) : [];
}
