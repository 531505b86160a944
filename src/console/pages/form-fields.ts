/** Which fields of an entity people can edit in a form, read off its schema, and what a person changed in a filled form. */
import { z } from 'zod';
import { SCHEMAS } from '../../model/entities/index.ts';
import { referentsOf } from '../../model/entities/references.ts';
import type { Entity } from '../../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { Reader } from './names.ts';

/** How a field is typed in: by choosing, in one line, in several, one value a line, or by the names of other records. */
export type FormField =
  | { readonly kind: 'choice'; readonly name: string; readonly choices: readonly string[]; readonly required: boolean }
  | {
      readonly kind: 'reference' | 'references';
      readonly name: string;
      readonly of: Entity;
      readonly required: boolean;
    }
  | {
      readonly kind: 'line' | 'prose' | 'lines' | 'number' | 'flag' | 'body';
      readonly name: string;
      readonly required: boolean;
    };

/** A form as it came back, for a record as it is held. */
interface FilledForm {
  readonly entity: Entity;
  readonly held: JsonObject;
  readonly form: Readonly<Record<string, string>>;
  /** Of the records that the held one refers to. */
  readonly names: Reader['names'];
}

/** Fields whose longest value is no longer than this get one line. */
const LINE = 500;

/** Lists of objects and free-form fields are left out: they come by import. */
export function formFields(entity: Entity): FormField[] {
  return Object.entries(SCHEMAS[entity].shape).flatMap(([name, schema]) => {
    const required = !(schema instanceof z.ZodOptional);
    return fieldOf(name, unwrap(schema), required);
  });
}

/** What stands in the form for a value: other records by their names. */
export function formValue(field: FormField, value: JsonValue | undefined, names: Reader['names']): string {
  if (value === null || value === undefined) return '';
  if (field.kind === 'body') return isObject(value) ? String(value.content ?? '') : '';
  const named = field.kind === 'reference' || field.kind === 'references';
  const worded = (one: JsonValue) => (named ? (names.get(String(one))?.name ?? String(one)) : String(one));
  if (field.kind === 'lines' || field.kind === 'references')
    return Array.isArray(value) ? value.map(worded).join('\n') : '';
  return worded(value);
}

/**
 * The fields that the person changed: what stands in the form against what is held. Emptied fields are null; other records
 * are named as they were typed.
 */
export function changedFields({ entity, held, form, names }: FilledForm): JsonObject {
  const changed = formFields(entity).flatMap((field): [string, JsonValue][] => {
    const typed = form[field.name]?.replaceAll('\r\n', '\n');
    if (typed === undefined || typed === formValue(field, held[field.name], names).replaceAll('\r\n', '\n')) return [];
    return [[field.name, parseField(field, typed, held[field.name])]];
  });
  return Object.fromEntries(changed);
}

function parseField(field: FormField, typed: string, held: JsonValue | undefined): JsonValue {
  if (typed === '') return null;
  if (field.kind === 'number') return Number.isFinite(Number(typed)) ? Number(typed) : typed;
  if (field.kind === 'flag') return typed === 'true';
  if (field.kind === 'lines' || field.kind === 'references')
    return typed.split('\n').filter((line) => line.trim() !== '');
  if (field.kind === 'body') return { format: isObject(held) ? (held.format ?? 'text') : 'text', content: typed };
  return typed;
}

function fieldOf(name: string, schema: unknown, required: boolean): FormField[] {
  if (schema instanceof z.ZodEnum) return [{ kind: 'choice', name, choices: schema.options.map(String), required }];
  if (schema instanceof z.ZodBoolean) return [{ kind: 'flag', name, required }];
  if (schema instanceof z.ZodNumber) return [{ kind: 'number', name, required }];
  if (schema instanceof z.ZodArray) return listField(name, schema.element, required);
  if (schema instanceof z.ZodObject && 'content' in schema.shape) return [{ kind: 'body', name, required }];
  return schema instanceof z.ZodString ? [textField(name, schema, required)] : [];
}

function textField(name: string, schema: z.ZodString, required: boolean): FormField {
  const of = onlyReferent(schema);
  if (of !== undefined) return { kind: 'reference', name, of, required };
  return { kind: isLong(schema) ? 'prose' : 'line', name, required };
}

function listField(name: string, element: unknown, required: boolean): FormField[] {
  if (!(element instanceof z.ZodString)) return [];
  const of = onlyReferent(element);
  return [of === undefined ? { kind: 'lines', name, required } : { kind: 'references', name, of, required }];
}

/** Where a key may name several kinds of records, people type keys. */
function onlyReferent(schema: z.ZodString): Entity | undefined {
  const [of, ...others] = referentsOf(schema) ?? [];
  return others.length === 0 ? of : undefined;
}

function isLong(schema: z.ZodString): boolean {
  return (schema.maxLength ?? 0) > LINE;
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  return schema;
}
