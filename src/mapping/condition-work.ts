/** What a condition does on one record, in bounded time and memory: its work is counted where it could grow, and it fails beyond. */
import type { RE2JS } from 're2js';
import type { JsonValue } from '../model/json.ts';
import { affordable, compileBounded } from './bounded-pattern.ts';
import { isList, member } from './values.ts';

/** Items looped over, and characters and items of what is put together. */
const MOST_WORK = 1_000_000;
const KEPT_PATTERNS = 500;

let left = MOST_WORK;

/** Starts counting anew: conditions run to their end one after the other. */
export function startWork(): void {
  left = MOST_WORK;
}

/** A member of an object or an item of a list; null when there is none. Pure. */
export function memberOf(value: JsonValue, key: unknown): JsonValue {
  return isList(value) ? (value[Number(key)] ?? null) : member(value, String(key));
}

/**
 * The same value, which is compared with one of these texts, numbers or truths. Throws when it is spelled like one of them but of
 * another type (`'3'` and 3): CEL would call them different, and no author means that.
 */
export function likened(value: unknown, literals: unknown): unknown {
  if (!Array.isArray(literals) || value === null || typeof value === 'object') return value;
  const text = typeof value === 'string';
  const alike = literals.some(
    (literal) => (typeof literal === 'string') !== text && String(literal).trim() === String(value).trim(),
  );
  if (alike) throw new TypeError('compares a text with what is no text');
  return value;
}

/** Counts the items that a comprehension goes over; the same value. Throws once the condition has done too much. */
export function looped(value: unknown): unknown {
  if (Array.isArray(value)) spend(value.length + 1);
  return value;
}

/** Counts everything in what was put together, since it can be put together again; the same value. Throws like `looped`. */
export function built(value: unknown): unknown {
  weigh(value);
  return value;
}

function weigh(value: unknown): void {
  spend(typeof value === 'string' ? value.length + 1 : 1);
  if (Array.isArray(value)) for (const item of value) weigh(item);
  else if (value instanceof Map) for (const item of value.values()) weigh(item);
  else if (typeof value === 'object' && value !== null) for (const item of Object.values(value)) weigh(item);
}

function spend(work: number): void {
  left -= work;
  if (left < 0) throw new RangeError('the condition does too much on this record');
}

const patterns = new Map<string, RE2JS>();

/** Whether an RE2 pattern is found in a text. Throws on anything else than texts, and on patterns too large for the text. */
export function matches(text: unknown, pattern: unknown): boolean {
  if (typeof text !== 'string' || typeof pattern !== 'string') throw new TypeError('matches compares text');
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    compiled = compileBounded(pattern);
    // Patterns are nearly always literals of mapping files; only those computed from records could fill memory.
    if (patterns.size >= KEPT_PATTERNS) patterns.clear();
    patterns.set(pattern, compiled);
  }
  if (!affordable(compiled, text)) throw new RangeError('the text is too long for so large a pattern');
  spend(Math.ceil((compiled.programSize() * text.length) / 20));
  return compiled.matcher(text).find();
}
