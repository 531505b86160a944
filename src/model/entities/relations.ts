/** Which entities refer to which, read off the schemas: a new reference is checked, ordered and shown without more code. */
import { z } from 'zod';
import { byEntity, ENTITIES, type Entity } from '../entity.ts';
import { SCHEMAS } from './index.ts';
import { referentsOf } from './references.ts';

/** A field that holds keys of other records. */
export interface ReferenceField {
  /** Names from the record down to the field; `*` stands for every item of a list. */
  readonly steps: readonly string[];
  /** What the keys may name; several where the field doesn't say. */
  readonly entities: readonly Entity[];
}

/** The fields of each entity that refer to other records, those of its children included. */
export const REFERENCE_FIELDS = byEntity((entity) => fieldsBelow(SCHEMAS[entity], []));

/**
 * Which entities an entity's own fields refer to. A lane starts when the lanes of its parents are done.
 * References to the same entity or to one that is loaded later (an article's parent) are deferred instead, and so are those
 * that may lead anywhere (a ticket's links).
 */
export const PARENTS = byEntity(parentsOf);

function parentsOf(entity: Entity): readonly Entity[] {
  const referredTo = new Set(
    REFERENCE_FIELDS[entity].flatMap(({ entities }) => (entities.length === 1 ? entities : [])),
  );
  return ENTITIES.slice(0, ENTITIES.indexOf(entity)).filter((earlier) => referredTo.has(earlier));
}

function fieldsBelow(schema: unknown, steps: readonly string[]): readonly ReferenceField[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return fieldsBelow(schema.unwrap(), steps);
  if (schema instanceof z.ZodArray) return fieldsBelow(schema.element, [...steps, '*']);
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([name, field]) => fieldsBelow(field, [...steps, name]));
  }
  const entities = schema instanceof z.ZodType ? (referentsOf(schema) ?? []) : [];
  return entities.length === 0 ? [] : [{ steps, entities }];
}
