/** What a target field can hold, read off the target's schemas, so that a mapping is checked before its first record. */
import { z } from 'zod';
import { referentsOf } from '../../model/entities/references.ts';
import type { Entity } from '../../model/entity.ts';
import { nameOf, type Step, showSteps } from '../path.ts';
import { didYouMean } from '../suggest.ts';
import { UNSAFE_NAMES } from '../values.ts';
import type { TargetEntity } from './contracts.ts';

/** One field of the target, or one part of a field. */
export interface Slot {
  readonly schema: z.ZodType;
  /** What the items of a list can hold; null when it isn't a list. */
  readonly item: z.ZodType | null;
  /** Whether it holds external keys, one or a list of them. */
  readonly reference: boolean;
  /** What such keys may name; empty: the field says nothing of it. */
  readonly referents: readonly Entity[];
  /** Whether it is an object of whatever members the source has. */
  readonly free: boolean;
}

/** A field that the target lacks. */
export interface NoSlot {
  /** The path up to the first name that isn't there. */
  readonly missing: string;
  /** What the author may have meant. */
  readonly hint: string | undefined;
}

/** The slot at a dotted path, or what is missing. */
export function slotAt(fields: z.ZodObject, path: readonly string[]): Slot | NoSlot {
  let schema: z.ZodType = fields;
  for (const [depth, name] of path.entries()) {
    const next = stepInto(schema, name);
    if (next === null) return noSlot(schema, { missing: path.slice(0, depth + 1).join('.'), name });
    schema = next;
  }
  return toSlot(schema);
}

/** The slot that a path of a condition on mapped fields leads to, or what is missing. Below what holds any JSON everything may be there. */
export function slotOf(fields: z.ZodObject, steps: readonly Step[]): Slot | NoSlot {
  let schema: z.ZodType = fields;
  for (const [depth, step] of steps.entries()) {
    if (isAnything(schema)) break;
    const name = nameOf(step);
    const next = name === null ? itemOf(schema) : stepInto(schema, name);
    if (next === null) return noSlot(schema, { missing: showSteps(steps.slice(0, depth + 1)), name });
    schema = next;
  }
  return toSlot(schema);
}

/** Whether the field is there. Pure. */
export function isSlot(found: Slot | NoSlot): found is Slot {
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
export function schemaFor({ contract, entity, fields }: TargetEntity, names: readonly string[]): z.ZodObject {
  const free = Object.keys(fields.shape).filter((name) => unwrap(toType(fields.shape[name])) instanceof z.ZodRecord);
  const filled = free.filter((name) => !names.includes(name));
  const key = [contract.name, entity, ...filled].join(' ');
  const known = schemas.get(key);
  if (known !== undefined) return known;
  const schema = fields.extend(Object.fromEntries(filled.map((name) => [name, z.unknown().optional()])));
  schemas.set(key, schema);
  return schema;
}

/** One schema for all mappings alike: what is compiled from it is compiled once. */
const schemas = new Map<string, z.ZodObject>();

/** Names that must be there and not null. */
export function requiredNames(fields: z.ZodObject): readonly string[] {
  return Object.keys(fields.shape).filter((name) => !toType(fields.shape[name]).safeParse(undefined).success);
}

/** Whether a value fits a field, or an item of a list, as it is. Pure. */
export function fitsOne(schema: z.ZodType, value: unknown): boolean {
  return schema.safeParse(value).success;
}

/** The words an enumeration takes; empty when it isn't one. */
export function wordsOf(slot: Slot): readonly string[] {
  const schema = slot.item ?? slot.schema;
  return schema instanceof z.ZodEnum ? schema.options.map(String) : [];
}

function toSlot(schema: z.ZodType): Slot {
  const item = itemOf(schema);
  const referents = referentsOf(item ?? schema);
  return {
    schema,
    item,
    reference: referents !== undefined,
    referents: referents ?? [],
    free: schema instanceof z.ZodRecord,
  };
}

function itemOf(schema: z.ZodType): z.ZodType | null {
  return schema instanceof z.ZodArray ? unwrap(toType(schema.element)) : null;
}

/** `z.json()`: whatever JSON can hold. */
function isAnything(schema: z.ZodType): boolean {
  return ['a', 1, [], {}].every((value) => schema.safeParse(value).success);
}

/** The schema of a member; null when there can be none of that name. */
function stepInto(schema: z.ZodType, name: string): z.ZodType | null {
  if (schema instanceof z.ZodRecord) {
    if (UNSAFE_NAMES.has(name)) return null;
    return schema.safeParse({ [name]: null }).success ? unwrap(toType(schema.valueType)) : null;
  }
  if (!(schema instanceof z.ZodObject)) return null;
  return Object.hasOwn(schema.shape, name) ? unwrap(toType(schema.shape[name])) : null;
}

function noSlot(schema: z.ZodType, { missing, name }: { missing: string; name: string | null }): NoSlot {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return { missing, hint: name === null ? undefined : didYouMean(name, known) };
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
