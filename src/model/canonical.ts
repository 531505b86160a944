/** The one canonical form of JSON (RFC 8785) that fingerprints, content hashes and mapping locks are taken over. */
import type { JsonObject, JsonValue } from './json.ts';

/** Hashes UTF-8 text to lower-case hex. Handed in, so that pure code needs no `node:` module. */
export type HashText = (text: string) => string;

/**
 * RFC 8785: keys sorted by UTF-16 code unit, ECMAScript numbers, no blanks. Equal values give equal text.
 * Throws TypeError on what JSON can't carry (undefined, NaN, infinities, lone surrogates).
 */
export function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no JSON form`);
  return canonicalObject(value);
}

/** sha256 (through the hash handed in) over the canonical form. The console's `contentHash` is this same function. */
export function fingerprint(value: JsonValue, sha256: HashText): string {
  return sha256(canonicalJson(value));
}

function isArray(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

function canonicalNumber(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`${value} has no JSON form`);
  return JSON.stringify(value);
}

function canonicalString(value: string): string {
  if (!value.isWellFormed()) throw new TypeError('a lone surrogate has no UTF-8 form');
  return JSON.stringify(value);
}

function canonicalObject(value: JsonObject): string {
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonicalString(key)}:${canonicalJson(value[key] as JsonValue)}`);
  return `{${members.join(',')}}`;
}
