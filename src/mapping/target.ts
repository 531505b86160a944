/** What a target field can hold, read off the console's schemas, so that a mapping is checked before its first record. */
import { z } from 'zod';
import { SCHEMAS } from '../model/entities/index.ts';
import { referentsOf } from '../model/entities/references.ts';
import type { Entity } from '../model/entity.ts';
import { didYouMean } from './suggest.ts';
import { UNSAFE_NAMES } from './values.ts';

/** One place in the target. */
export interface Slot {
  readonly schema: z.ZodType;
  /** What the items of a list can hold; null when it isn't a list. */
  readonly item: z.ZodType | null;
  /** Whether it holds external keys, one or a list of them. */
  readonly reference: boolean;
  /** Whether it is an object of whatever members the source has. */
  readonly free: boolean;
}

/** Why the target has no such field, in words for the author. */
export interface Missing {
  readonly message: string;
  readonly hint: string | undefined;
}

/** The fields of an entity. */
export function targetOf(entity: Entity): z.ZodObject {
  return SCHEMAS[entity];
}

/** The slot at a dotted path, or what to say when there is none. */
export function slotAt(fields: z.ZodObject, path: readonly string[]): Slot | Missing {
  let schema: z.ZodType = fields;
  for (const [depth, name] of path.entries()) {
    const next = stepInto(schema, name);
    if (next === null) return missing(schema, path.slice(0, depth + 1));
    schema = next;
  }
  return toSlot(schema);
}

/** Whether the field is there. Pure. */
export function isSlot(found: Slot | Missing): found is Slot {
  return 'schema' in found;
}

/** The fields of the items of a list of objects; null when the slot is no such list. */
export function itemFields(slot: Slot): z.ZodObject | null {
  return slot.item instanceof z.ZodObject ? slot.item : null;
}

/**
 * The schema that records mapped by these rules are held to. Free-form parts that are filled name by name are left out:
 * their names were checked when the mapping was compiled, and that their values are JSON is checked anyway, at a tenth of the cost.
 */
export function contractOf(entity: Entity, names: readonly string[]): z.ZodObject {
  const fields = targetOf(entity);
  const free = Object.keys(fields.shape).filter((name) => unwrap(toType(fields.shape[name])) instanceof z.ZodRecord);
  const filled = free.filter((name) => !names.includes(name));
  const key = [entity, ...filled].join(' ');
  const known = contracts.get(key);
  if (known !== undefined) return known;
  const contract = fields.extend(Object.fromEntries(filled.map((name) => [name, z.unknown().optional()])));
  contracts.set(key, contract);
  return contract;
}

/** One schema for all mappings alike: what is compiled from it is compiled once. */
const contracts = new Map<string, z.ZodObject>();

/** Names that must be there and not null. */
export function requiredNames(fields: z.ZodObject): readonly string[] {
  return Object.keys(fields.shape).filter((name) => !toType(fields.shape[name]).safeParse(undefined).success);
}

/** Whether a value that the author wrote fits the slot, or one item of it. */
export function fits(slot: Slot, value: unknown): boolean {
  return slot.schema.safeParse(value).success || (slot.item?.safeParse(value).success ?? false);
}

/** The words an enumeration takes; empty when it isn't one. */
export function wordsOf(slot: Slot): readonly string[] {
  const schema = slot.item ?? slot.schema;
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

function toSlot(schema: z.ZodType): Slot {
  const item = schema instanceof z.ZodArray ? unwrap(toType(schema.element)) : null;
  const reference = referentsOf(item ?? schema) !== undefined;
  return { schema, item, reference, free: schema instanceof z.ZodRecord };
}

function stepInto(schema: z.ZodType, name: string): z.ZodType | null {
  if (schema instanceof z.ZodRecord) {
    if (UNSAFE_NAMES.has(name)) return null;
    return schema.safeParse({ [name]: null }).success ? unwrap(toType(schema.valueType)) : null;
  }
  if (!(schema instanceof z.ZodObject)) return null;
  return Object.hasOwn(schema.shape, name) ? unwrap(toType(schema.shape[name])) : null;
}

function missing(schema: z.ZodType, path: readonly string[]): Missing {
  const name = path.at(-1) ?? '';
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return { message: `the console has no field ${path.join('.')}`, hint: didYouMean(name, known) };
}

function unwrap(schema: z.ZodType): z.ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable) inner = toType(inner.unwrap());
  return inner;
}

function toType(schema: unknown): z.ZodType {
  if (schema instanceof z.ZodType) return schema;
  throw new TypeError('a schema of the model is not a zod type');
}
