/** An entity is defined in one place: what its records hold, and what lists and pages need to know to show them. */
import { z } from 'zod';
import type { Entity } from '../entity.ts';

/** Headings of the start page and the navigation, in their order. Every entity is under one of them. */
export const SECTIONS = ['Work', 'Customers', 'Promises', 'Offer', 'People'] as const;

/** How records of an entity are listed and shown. */
export interface EntityDescription<Field extends string = string> {
  /** What several of them are called, as a heading. */
  readonly plural: string;
  readonly section: (typeof SECTIONS)[number];
  /** Fields to call a record by: the first of them that isn't blank, and its key where all are. */
  readonly title: readonly Field[];
  /**
   * Fields that say together which record it is, where none of its own is a name: references by the names of what they mean,
   * lists of targets by what they ask for. Whatever is there of them goes before `title`.
   */
  readonly calledBy?: readonly Field[];
  /** Short fields that tell records apart in a list, beside the title. */
  readonly columns: readonly Field[];
  /** Which records that refer to this one are listed on its page, in this order. */
  readonly relatives?: readonly Relation[];
}

/** Records of another entity that name this one in a top-level field. */
export interface Relation {
  readonly entity: Entity;
  readonly field: string;
  /** Added to the plural where it doesn't say in what way they are related: `Tickets asked for`. */
  readonly role?: string;
}

const descriptions = z.registry<EntityDescription>();

/**
 * The schema of an entity: strict, so that unknown fields are refused. Its description is kept with it.
 *
 * ```ts
 * export const contract = defineEntity(
 *   { number: line.min(1), customer: referenceTo('customer').nullish(), endsOn: day.nullish() },
 *   { plural: 'Contracts', section: 'Promises', title: ['number'], columns: ['customer', 'endsOn'] },
 * );
 * ```
 */
export function defineEntity<Fields extends z.ZodRawShape>(
  fields: Fields,
  description: EntityDescription<keyof Fields & string>,
) {
  return z.strictObject(fields).register(descriptions, description);
}

/** What was said of the schema where it was defined. Throws for a schema that `defineEntity` didn't make. */
export function descriptionOf(schema: z.ZodObject): EntityDescription {
  const description = descriptions.get(schema);
  if (description === undefined)
    throw new TypeError('an entity without a description: make its schema by defineEntity');
  return description;
}
