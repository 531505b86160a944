/** Which fields of an entity people can edit in a form, read off its schema, and what a person changed in a filled form. */
import { z } from 'zod';
import { SCHEMAS } from '../../model/entities/index.ts';
import type { Entity } from '../../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';

/** How a field is typed in: by choosing, in one line, in several, or one value a line. */
export type FormField =
  | { readonly kind: 'choice'; readonly name: string; readonly choices: readonly string[]; readonly required: boolean }
  | {
      readonly kind: 'line' | 'prose' | 'lines' | 'number' | 'flag' | 'body';
      readonly name: string;
      readonly required: boolean;
    };

/** Fields whose longest value is no longer than this get one line. */
const LINE = 500;

/** Lists of objects and free-form fields are left out: they come by import. */
export function formFields(entity: Entity): FormField[] {
  return Object.entries(SCHEMAS[entity].shape).flatMap(([name, schema]) => {
    const required = !(schema instanceof z.ZodOptional);
    return fieldOf(name, unwrap(schema), required);
  });
}

/** What stands in the form for a value. */
export function formValue(field: FormField, value: JsonValue | undefined): string {
  if (value === null || value === undefined) return '';
  if (field.kind === 'lines') return Array.isArray(value) ? value.join('\n') : '';
  if (field.kind === 'body') return isObject(value) ? String(value.content ?? '') : '';
  return String(value);
}

/** The fields that the person changed: what stands in the form against what is held. Emptied fields are null. */
export function changedFields(entity: Entity, held: JsonObject, form: Readonly<Record<string, string>>): JsonObject {
  const changed = formFields(entity).flatMap((field): [string, JsonValue][] => {
    const typed = form[field.name]?.replaceAll('\r\n', '\n');
    if (typed === undefined || typed === formValue(field, held[field.name]).replaceAll('\r\n', '\n')) return [];
    return [[field.name, parseField(field, typed, held[field.name])]];
  });
  return Object.fromEntries(changed);
}

function parseField(field: FormField, typed: string, held: JsonValue | undefined): JsonValue {
  if (typed === '') return null;
  if (field.kind === 'number') return Number.isFinite(Number(typed)) ? Number(typed) : typed;
  if (field.kind === 'flag') return typed === 'true';
  if (field.kind === 'lines') return typed.split('\n').filter((line) => line.trim() !== '');
  if (field.kind === 'body') return { format: isObject(held) ? (held.format ?? 'text') : 'text', content: typed };
  return typed;
}

function fieldOf(name: string, schema: unknown, required: boolean): FormField[] {
  if (schema instanceof z.ZodEnum) return [{ kind: 'choice', name, choices: schema.options.map(String), required }];
  if (schema instanceof z.ZodBoolean) return [{ kind: 'flag', name, required }];
  if (schema instanceof z.ZodNumber) return [{ kind: 'number', name, required }];
  if (schema instanceof z.ZodString) return [{ kind: isLong(schema) ? 'prose' : 'line', name, required }];
  if (schema instanceof z.ZodArray && schema.element instanceof z.ZodString) return [{ kind: 'lines', name, required }];
  if (schema instanceof z.ZodObject && 'content' in schema.shape) return [{ kind: 'body', name, required }];
  return [];
}

function isLong(schema: z.ZodString): boolean {
  return (schema.maxLength ?? 0) > LINE;
}

function unwrap(schema: unknown): unknown {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return unwrap(schema.unwrap());
  return schema;
}
