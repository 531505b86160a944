/** Decides whether the console can hold what was sent, field by field. It refuses; it never repairs. */
import type { z } from 'zod';
import { SCHEMAS } from '../model/entities/index.ts';
import { ownKey } from '../model/entities/references.ts';
import { ENTITIES, type Entity } from '../model/entity.ts';
import type { JsonObject, JsonValue, PathStep } from '../model/json.ts';
import type { FieldError } from './problem.ts';
import type { ReferenceUse } from './references.ts';

const PARTIAL = new Map(ENTITIES.map((entity) => [entity, SCHEMAS[entity].partial()]));
const MOST_ERRORS = 20;

/** What is wrong with a record's fields; empty when they can be held. `partial`: the record exists, only what is sent counts. */
export function checkFields(entity: Entity, fields: JsonObject, extent: 'whole' | 'partial'): FieldError[] {
  const schema = extent === 'whole' ? SCHEMAS[entity] : (PARTIAL.get(entity) ?? SCHEMAS[entity]);
  const errors = checkValue(fields, ['data']);
  const parsed = schema.safeParse(fields);
  const found = parsed.success ? errors : [...errors, ...parsed.error.issues.flatMap((issue) => fieldErrors(issue))];
  return distinct(found).slice(0, MOST_ERRORS);
}

/** What is wrong with a key that a caller gives a record. */
export function checkKey(externalId: string): FieldError[] {
  if (ownKey.safeParse(externalId).success && externalId.isWellFormed()) return [];
  return [{ pointer: '/externalId', code: 'external-id', detail: 'is not source:entity:id of at most 400 characters' }];
}

/** What is wrong with references, given the records that exist as `entity key`. */
export function checkReferences(uses: readonly ReferenceUse[], known: ReadonlySet<string>): FieldError[] {
  return uses
    .filter(({ entities, to }) => !entities.some((entity) => known.has(`${entity} ${to}`)))
    .map(({ path }) => ({
      pointer: pointer(['data', ...path]),
      code: 'reference-missing',
      detail: 'refers to a record that does not exist',
    }));
}

/** RFC 6901. */
function pointer(path: readonly (PathStep | symbol)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What the schemas can't see: keys of free-form objects, texts below them, numbers that a double can't hold exactly. */
function checkValue(value: JsonValue, path: readonly PathStep[]): FieldError[] {
  if (typeof value === 'string') return checkText(value, path);
  if (typeof value === 'number') return checkNumber(value, path);
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) return value.flatMap((item, index) => checkValue(item, [...path, index]));
  return Object.entries(value).flatMap(([name, member]) => checkMember(name, member, path));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function checkMember(name: string, member: JsonValue, path: readonly PathStep[]): FieldError[] {
  const wrongName = checkText(name, path);
  if (wrongName.length > 0) return wrongName;
  if (name === '__proto__')
    return [{ pointer: pointer(path), code: 'contract', detail: 'no field may be called __proto__' }];
  return checkValue(member, [...path, name]);
}

function checkText(text: string, path: readonly PathStep[]): FieldError[] {
  if (text.includes('\0')) return [{ pointer: pointer(path), code: 'text-nul', detail: 'contains NUL' }];
  if (text.isWellFormed()) return [];
  return [{ pointer: pointer(path), code: 'text-surrogate', detail: 'contains a lone surrogate' }];
}

function checkNumber(value: number, path: readonly PathStep[]): FieldError[] {
  if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return [];
  return [
    { pointer: pointer(path), code: 'number-unsafe', detail: 'is beyond what a double holds exactly; send text' },
  ];
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  const path = ['data', ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((name) => ({
      pointer: pointer([...path, name]),
      code: 'unknown-field',
      detail: 'is not a field of this entity',
    }));
  }
  return [{ pointer: pointer(path), code: codeOf(issue), detail: issue.message }];
}

function codeOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'too_big') return 'too-long';
  const own: unknown = issue.code === 'custom' ? issue.params?.code : undefined;
  return typeof own === 'string' ? own : 'contract';
}

/** The walk and the schema see some of the same faults. */
function distinct(errors: readonly FieldError[]): FieldError[] {
  const seen = new Map(errors.map((error) => [`${error.pointer} ${error.code}`, error]));
  return [...seen.values()];
}
