/** Parses JSON without loss: integers beyond 2^53 stay text, repeated names and deep nesting are refused. */
import type { JsonValue } from '../model/json.ts';

/** Deeper values are refused: they could be parsed, but would exhaust the stack of whatever serialises them later. */
export const MAX_DEPTH = 64;

const QUOTE = 34;
const BACKSLASH = 92;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const INTEGER = /^-?\d+$/;
const BLANK = /[ \t\n\r]*/y;
const WORDS: Readonly<Record<string, JsonValue>> = { true: true, false: false, null: null };

/**
 * Strict: integers beyond 2^53 and numbers beyond a double come back as their own text, objects have no prototype.
 * Throws SyntaxError (with a position, never with contents) for anything JSON doesn't allow, for a name repeated within
 * one object, and beyond MAX_DEPTH.
 */
export function parseJsonExactly(text: string): JsonValue {
  const cursor: Cursor = { text, at: 0, depth: 0 };
  const value = parseValue(cursor);
  skipBlank(cursor);
  if (cursor.at < text.length) throw fault(cursor, 'text after the value');
  return value;
}

/** As `parseJsonExactly` for numbers and depth, at the speed of JSON.parse where no number needs care; a repeated name keeps its last value. */
export function parseJson(text: string): JsonValue {
  if (needsCare(text)) return parseJsonExactly(text);
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return parseJsonExactly(text);
  }
}

/** A JSON value at the start of a text, and where it ends. */
interface Written {
  readonly value: JsonValue;
  readonly end: number;
}

/**
 * As `parseJsonExactly`, with numbers, true and false as the text they were written as. With `head`, whatever follows the
 * value is left alone.
 */
export function parseJsonAsWritten(text: string, extent: 'head' | 'whole' = 'whole'): Written {
  const cursor: Cursor = { text, at: 0, depth: 0, asWritten: true };
  const value = parseValue(cursor);
  const end = cursor.at;
  skipBlank(cursor);
  if (extent === 'whole' && cursor.at < text.length) throw fault(cursor, 'text after the value');
  return { value, end };
}

interface Cursor {
  readonly text: string;
  at: number;
  depth: number;
  /** Scalars other than null stay text. */
  readonly asWritten?: boolean;
}

function parseValue(cursor: Cursor): JsonValue {
  skipBlank(cursor);
  const next = cursor.text[cursor.at];
  if (next === '{') return nested(cursor, parseObject);
  if (next === '[') return nested(cursor, parseArray);
  if (next === '"') return parseString(cursor);
  const word = parseWord(cursor);
  return word === undefined ? parseNumber(cursor) : word;
}

function nested(cursor: Cursor, parse: (cursor: Cursor) => JsonValue): JsonValue {
  cursor.depth += 1;
  if (cursor.depth > MAX_DEPTH) throw fault(cursor, `nested deeper than ${MAX_DEPTH}`);
  cursor.at += 1;
  const value = parse(cursor);
  cursor.depth -= 1;
  return value;
}

function parseObject(cursor: Cursor): JsonValue {
  const object: Record<string, JsonValue> = Object.create(null);
  for (let first = true; !ends(cursor, '}'); first = false) {
    if (!first) expect(cursor, ',');
    skipBlank(cursor);
    const name = parseString(cursor);
    if (Object.hasOwn(object, name)) throw fault(cursor, 'a name repeated within one object');
    expect(cursor, ':');
    object[name] = parseValue(cursor);
  }
  return object;
}

function parseArray(cursor: Cursor): JsonValue {
  const items: JsonValue[] = [];
  while (!ends(cursor, ']')) {
    if (items.length > 0) expect(cursor, ',');
    items.push(parseValue(cursor));
  }
  return items;
}

function parseString(cursor: Cursor): string {
  if (cursor.text[cursor.at] !== '"') throw fault(cursor, 'no string where one must be');
  const close = endOfString(cursor.text, cursor.at);
  if (close < 0) throw fault(cursor, 'a string without an end');
  try {
    const value: string = JSON.parse(cursor.text.slice(cursor.at, close + 1));
    cursor.at = close + 1;
    return value;
  } catch {
    throw fault(cursor, 'a broken string');
  }
}

function parseWord(cursor: Cursor): JsonValue | undefined {
  const word = Object.keys(WORDS).find((candidate) => cursor.text.startsWith(candidate, cursor.at));
  if (word === undefined) return undefined;
  cursor.at += word.length;
  if (word === 'null') return null;
  return cursor.asWritten ? word : WORDS[word];
}

function parseNumber(cursor: Cursor): JsonValue {
  NUMBER.lastIndex = cursor.at;
  const text = NUMBER.exec(cursor.text)?.[0];
  if (text === undefined) throw fault(cursor, 'no value where one must be');
  cursor.at += text.length;
  const value = Number(text);
  if (cursor.asWritten || !Number.isFinite(value)) return text;
  return INTEGER.test(text) && !Number.isSafeInteger(value) ? text : value;
}

function ends(cursor: Cursor, bracket: string): boolean {
  skipBlank(cursor);
  if (cursor.text[cursor.at] !== bracket) return false;
  cursor.at += 1;
  return true;
}

function expect(cursor: Cursor, mark: string): void {
  skipBlank(cursor);
  if (cursor.text[cursor.at] !== mark) throw fault(cursor, `no ${mark} where one must be`);
  cursor.at += 1;
}

function skipBlank(cursor: Cursor): void {
  BLANK.lastIndex = cursor.at;
  BLANK.exec(cursor.text);
  cursor.at = BLANK.lastIndex;
}

function fault(cursor: Cursor, what: string): SyntaxError {
  return new SyntaxError(`${what}, at character ${cursor.at + 1}`);
}

/** Index of the quote that ends the string opened at `open`; -1 when none does. */
function endOfString(text: string, open: number): number {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text.charCodeAt(at - 1 - slashes) === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}

/** Whether JSON.parse could lose something: a number of 16 digits or more or with an exponent, or nesting beyond the cap. */
function needsCare(text: string): boolean {
  let depth = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    digits = code >= 48 && code <= 57 ? digits + 1 : 0;
    if (digits > 15 || depth > MAX_DEPTH) return true;
    if (code === QUOTE) at = endOfString(text, at);
    if (at < 0 || isExponent(text, at)) return true;
    depth += depthStep(code);
  }
  return false;
}

function isExponent(text: string, at: number): boolean {
  const code = text.charCodeAt(at) | 32;
  const before = text.charCodeAt(at - 1);
  return code === 101 && before >= 48 && before <= 57;
}

function depthStep(code: number): number {
  if (code === 123 || code === 91) return 1;
  return code === 125 || code === 93 ? -1 : 0;
}
