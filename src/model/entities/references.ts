/** Fields that hold external keys, and which kinds of record such a key may name. */
import { z } from 'zod';
import { ENTITIES, type Entity } from '../entity.ts';

const referents = z.registry<{ readonly entities: readonly Entity[] }>();

/** The record's own key, or that of one of its children: it has the form of a reference and refers to nothing. */
export const ownKey = externalKey([]);

/** `source:entity:id` of a record of any kind. */
export const anyReference = externalKey(ENTITIES);

/**
 * `source:entity:id` of a record of that kind. The console refuses keys of records it doesn't hold, a run loads that kind
 * first where it can, and pages show the record's name instead of the key.
 */
export function referenceTo(entity: Entity) {
  return externalKey([entity]);
}

/** The kinds of record that keys under this schema may name: none for an own key, undefined where the schema is no key. */
export function referentsOf(schema: z.ZodType): readonly Entity[] | undefined {
  return referents.get(schema)?.entities;
}

/** A new schema for each use: what it refers to is registered with the schema itself. */
function externalKey(entities: readonly Entity[]) {
  return z
    .string()
    .max(400)
    .regex(/^[a-z0-9][a-z0-9-]*:[a-z0-9-]+:[^\0]+$/u, 'is not an external key (source:entity:id)')
    .register(referents, { entities });
}
