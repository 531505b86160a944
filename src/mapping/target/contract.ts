/** Holds a mapped record to its target's contract before it is sent: what the target would refuse is quarantined here. */
import type { z } from 'zod';
import { problem } from '../../messages/make.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep, showPath } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';
import type { Reference } from '../../model/reference.ts';
import { deeperThan, type Growing, isList, textTrouble, UNSAFE_NAMES } from '../values.ts';
import { surelyAccepts } from './accepts.ts';

const DEEPEST = 64;

/** The first reason why the target would refuse these fields, or null. Contains nothing of the record's contents. */
export function brokenContract(schema: z.ZodObject, fields: JsonObject): Problem | null {
  if (!isSafe(fields)) return firstUnsafe(fields, []);
  if (surelyAccepts(schema, fields)) return null;
  const checked = schema.safeParse(fields);
  if (checked.success) return null;
  const [issue] = checked.error.issues;
  if (issue === undefined) return null;
  const path = showPath(issue.path.filter((step) => typeof step !== 'symbol'));
  if (issue.code === 'unrecognized_keys') return problem({ code: 'contract', path, params: { why: 'unknown-field' } });
  return { code: codeOf(issue), path, message: issue.message };
}

/** Why a record can't be mapped at all: it is nested deeper than any reader should follow. Null when it isn't. */
export function tooDeep(data: JsonObject): Problem | null {
  if (!deeperThan(data, DEEPEST)) return null;
  const field = Object.keys(data).find((name) => deeperThan(data[name] ?? null, DEEPEST - 1));
  return problem({ code: 'too-deep', path: field ?? '', params: { levels: DEEPEST } });
}

/** Sets the fields that wait for a reference to null. */
export function clearReferences(fields: Growing, references: readonly Reference[]): void {
  for (const { path, form } of references) {
    if (form === 'field') clear(fields, path);
  }
}

function clear(fields: Growing, path: readonly PathStep[]): void {
  let holder: unknown = fields;
  for (const step of path.slice(0, -1)) holder = isIndexable(holder) ? holder[step] : undefined;
  const last = path.at(-1);
  if (isIndexable(holder) && last !== undefined) holder[last] = null;
}

function isIndexable(value: unknown): value is Record<PathStep, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Whether nothing in the value would be refused, without saying where: the same questions as `firstUnsafe`, asked of every record. */
function isSafe(value: JsonValue): boolean {
  if (typeof value === 'string') return textTrouble(value) === null;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'boolean' || value === null) return true;
  if (typeof value !== 'object') return false;
  if (isList(value)) return value.every(isSafe);
  for (const name in value) {
    if (UNSAFE_NAMES.has(name) || textTrouble(name) !== null || !isSafe(value[name] ?? null)) return false;
  }
  return true;
}

/** The first value that can't be stored, with its path; null when there is none. */
function firstUnsafe(value: JsonValue, path: readonly PathStep[]): Problem | null {
  if (typeof value === 'string') return unsafeText(value, path);
  if (typeof value === 'number' && !Number.isFinite(value))
    return problem({ code: 'number-invalid', path: showPath(path), params: { form: 'any' } });
  if (isList(value)) return firstOf(value.keys(), (index) => firstUnsafe(value[index] ?? null, [...path, index]));
  if (!isObject(value)) return null;
  return firstOf(
    Object.keys(value),
    (name) => unsafeName(name, path) ?? firstUnsafe(value[name] ?? null, [...path, name]),
  );
}

function firstOf<T>(all: Iterable<T>, look: (one: T) => Problem | null): Problem | null {
  for (const one of all) {
    const found = look(one);
    if (found !== null) return found;
  }
  return null;
}

function unsafeText(text: string, path: readonly PathStep[]): Problem | null {
  const code = textTrouble(text);
  return code === null ? null : problem({ code, path: showPath(path), params: { holder: 'text' } });
}

function unsafeName(name: string, path: readonly PathStep[]): Problem | null {
  if (UNSAFE_NAMES.has(name)) return problem({ code: 'name-unsafe', path: showPath(path) });
  return unsafeText(name, path);
}

/** A schema's own code for what it refuses, else `contract`. */
function codeOf(issue: z.core.$ZodIssue): string {
  const own: unknown = issue.code === 'custom' ? issue.params?.code : undefined;
  return typeof own === 'string' ? own : 'contract';
}
