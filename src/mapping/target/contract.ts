/** Holds a mapped record to its target's contract before it is sent: what the target would refuse is quarantined here. */
import type { z } from 'zod';
import { problem } from '../../messages/make.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep, showPath } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';
import type { Reference } from '../../model/reference.ts';
import { deeperThan, type Growing, isList, textTrouble, UNSAFE_NAMES } from '../values.ts';
import { surelyAccepts } from './accepts.ts';
import { refusal } from './refusal.ts';

const DEEPEST = 64;

/** Reasons kept of one record. */
const MOST = 200;

/**
 * Why the target would refuse these fields, field by field; empty: it wouldn't. Contains nothing of the record's contents.
 * What `known` problems left empty isn't told once more.
 */
export function brokenContract(
  schema: z.ZodObject,
  fields: JsonObject,
  known: readonly Problem[] = [],
): readonly Problem[] {
  const unsafe = isSafe(fields) ? [] : allUnsafe(fields, []);
  if (unsafe.length === 0 && surelyAccepts(schema, fields)) return [];
  const refused = (schema.safeParse(fields).error?.issues ?? []).slice(0, MOST).map((issue) => refusal(issue));
  const before = [...known, ...unsafe];
  return [...unsafe, ...refused.filter(({ path }) => !before.some((one) => isAround(one.path, path)))];
}

/** Whether one of two paths lies at or below the other. */
function isAround(one: string, other: string): boolean {
  const [shorter, longer] = one.length < other.length ? [one, other] : [other, one];
  return longer.startsWith(shorter) && /^(?:$|[.[])/.test(longer.slice(shorter.length));
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

/** Whether nothing in the value would be refused, without saying where: the same questions as `allUnsafe`, asked of every record. */
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

/** Every value that can't be stored, with its path. */
function allUnsafe(value: JsonValue, path: readonly PathStep[]): readonly Problem[] {
  if (typeof value === 'string') return unsafeText(value, path);
  if (typeof value === 'number' && !Number.isFinite(value))
    return [problem({ code: 'number-invalid', path: showPath(path), params: { form: 'any' } })];
  if (isList(value))
    return [...value.entries()].flatMap(([index, item]) => allUnsafe(item, [...path, index])).slice(0, MOST);
  if (!isObject(value)) return [];
  const found = Object.entries(value).flatMap(([name, inner]) => [
    ...unsafeName(name, path),
    ...allUnsafe(inner, [...path, name]),
  ]);
  return found.slice(0, MOST);
}

function unsafeText(text: string, path: readonly PathStep[]): readonly Problem[] {
  const code = textTrouble(text);
  return code === null ? [] : [problem({ code, path: showPath(path), params: { holder: 'text' } })];
}

function unsafeName(name: string, path: readonly PathStep[]): readonly Problem[] {
  if (UNSAFE_NAMES.has(name)) return [problem({ code: 'name-unsafe', path: showPath(path) })];
  return unsafeText(name, path);
}
