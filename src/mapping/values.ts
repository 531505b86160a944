/** Small questions about JSON values that every operation asks. */
import type { JsonValue } from '../model/json.ts';
import { isObject } from '../model/json.ts';

type Text = string | number | boolean;

/** As `Array.isArray`, which takes readonly lists for none. Pure. */
export function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Null, text without anything but blanks, and a list of nothing else: what people mean by "not filled in". */
export function isBlank(value: JsonValue): boolean {
  // Most texts begin with something; looking at one character spares trimming them.
  if (typeof value === 'string')
    return value === '' || (value.charCodeAt(0) <= FIRST_PRINTING ? value.trim() === '' : startsBlank(value));
  if (value === null || value === undefined) return true;
  return isList(value) && value.every(isBlank);
}

const FIRST_PRINTING = 0x20;
const LAST_LATIN = 0x7f;

function startsBlank(value: string): boolean {
  return value.charCodeAt(0) > LAST_LATIN && value.trim() === '';
}

/** Text, number, true or false; null isn't one. Pure. */
export function isScalar(value: JsonValue): value is Text {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** An own field of an object, null when there is none: `__proto__` and `constructor` are names like any other. */
export function member(value: JsonValue, name: string): JsonValue {
  if (!isObject(value)) return null;
  return Object.hasOwn(value, name) ? (value[name] ?? null) : null;
}

/** Whether nesting goes deeper than `limit` levels. Safe on values of any depth. */
export function deeperThan(value: JsonValue, limit: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (limit === 0) return true;
  if (isList(value)) return value.some((item) => deeperThan(item, limit - 1));
  for (const name in value) {
    const inner = value[name];
    if (typeof inner === 'object' && inner !== null && deeperThan(inner, limit - 1)) return true;
  }
  return false;
}

/** A plain object whose members are set one by one; names must be known to be harmless. */
export type Growing = Record<string, JsonValue>;

/** The code of what makes a text impossible to store, or null when nothing does. */
export function textTrouble(text: string): 'text-nul' | 'text-surrogate' | null {
  if (text.includes('\0')) return 'text-nul';
  return text.isWellFormed() ? null : 'text-surrogate';
}

/** Names that JSON parsers refuse, since setting them on an object reaches its prototype. */
export const UNSAFE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor']);

/** Characters of a text that a rule may make: more than any field of a target holds, few enough to keep many such texts in memory. */
export const LONGEST_TEXT = 4_000_000;

/** Why a rule that would make more fails. */
export const TOO_LONG = { code: 'text-too-long', params: { max: LONGEST_TEXT } } as const;
