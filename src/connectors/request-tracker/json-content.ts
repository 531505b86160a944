/** Extracts the file from an attachment's JSON while it is received, so that a large one needs no memory. */

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPEN_SQUARE = 91;
const BACKSLASH = 92;
const CLOSE_SQUARE = 93;
const OPEN_CURLY = 123;
const CLOSE_CURLY = 125;
const BLANKS = new Set([9, 10, 13, 32]);
const MEMBER = '"Content"';
const LONGEST_NAME = 64;
const DEEPEST = 64;

/** The answer isn't one whole JSON object whose `Content` is base64 or null: cut short, or something else altogether. */
export class BrokenContent extends Error {
  override readonly name = 'BrokenContent';
}

/**
 * The decoded bytes of the member `Content` of a JSON object (base64, line breaks escaped); nothing for null or when
 * there is none. Bytes are handed on before the end was seen: only a loop that ends without BrokenContent had all of them.
 */
export async function* contentOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const scan: Scan = { where: 'before', depth: 0, escaped: false, key: '', wanted: false, base64: '', seen: false };
  for await (const chunk of chunks)
    yield* filePartsIn(scan, Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  if (scan.where !== 'after') throw new BrokenContent('the answer ends before its JSON does');
}

function* filePartsIn(scan: Scan, bytes: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; ) {
    if (scan.where === 'content') {
      const { next, file } = takeContent(scan, bytes, at);
      if (file.length > 0) yield file;
      at = next;
    } else {
      step(scan, bytes[at] ?? 0);
      at += 1;
    }
  }
}

interface Scan {
  /** `name`: in a string at the depth of members that may be a name; `text`: in any other string. */
  where: 'before' | 'between' | 'name' | 'text' | 'content' | 'after';
  depth: number;
  escaped: boolean;
  /** The last name at the depth of members, quotes included. */
  key: string;
  /** Whether the value that comes is the file. */
  wanted: boolean;
  /** Base64 that makes no whole group yet, or the first half of an escape. */
  base64: string;
  seen: boolean;
}

function step(scan: Scan, byte: number): void {
  if (scan.where === 'name' || scan.where === 'text') inString(scan, byte);
  else if (!BLANKS.has(byte)) between(scan, byte);
}

function between(scan: Scan, byte: number): void {
  if (scan.where === 'after') throw new BrokenContent('something follows the JSON');
  if (scan.where === 'before' && byte !== OPEN_CURLY) throw new BrokenContent('the answer is no JSON object');
  if (byte === QUOTE) beginString(scan);
  else if (byte === OPEN_CURLY || byte === OPEN_SQUARE) deeper(scan);
  else if (byte === CLOSE_CURLY || byte === CLOSE_SQUARE) higher(scan);
  else if (scan.depth === 1) betweenMembers(scan, byte);
}

function betweenMembers(scan: Scan, byte: number): void {
  if (byte === COLON) scan.wanted = scan.key === MEMBER;
  if (byte !== COMMA) return;
  scan.wanted = false;
  scan.key = '';
}

function beginString(scan: Scan): void {
  if (!scan.wanted) {
    scan.where = scan.depth === 1 && scan.key === '' ? 'name' : 'text';
    scan.key = scan.where === 'name' ? '"' : scan.key;
    return;
  }
  if (scan.seen) throw new BrokenContent('two contents in one attachment');
  scan.seen = true;
  scan.where = 'content';
}

function inString(scan: Scan, byte: number): void {
  if (scan.where === 'name' && scan.key.length < LONGEST_NAME) scan.key += String.fromCharCode(byte);
  if (scan.escaped) scan.escaped = false;
  else if (byte === BACKSLASH) scan.escaped = true;
  else if (byte === QUOTE) scan.where = 'between';
}

function deeper(scan: Scan): void {
  if (scan.wanted) throw new BrokenContent('the content is no text');
  scan.depth += 1;
  scan.where = 'between';
  if (scan.depth > DEEPEST) throw new BrokenContent('the answer is nested too deeply');
}

function higher(scan: Scan): void {
  scan.depth -= 1;
  if (scan.depth === 0) scan.where = 'after';
}

/** Decodes up to the closing quote or the end of what has arrived. */
function takeContent(scan: Scan, bytes: Buffer, from: number): { readonly next: number; readonly file: Buffer } {
  const quote = bytes.indexOf(QUOTE, from);
  const end = quote < 0 ? bytes.length : quote;
  const text = `${scan.base64}${bytes.toString('latin1', from, end)}`;
  // An escape may be cut in two by the end of a chunk.
  const whole = quote < 0 && text.endsWith('\\') ? text.slice(0, -1) : text;
  const plain = whole.replaceAll('\\n', '').replaceAll('\\r', '').replaceAll('\\/', '/');
  const groups = quote < 0 ? Math.max(0, plain.length - (plain.length % 4) - 4) : plain.length;
  scan.base64 = `${plain.slice(groups)}${text.slice(whole.length)}`;
  if (quote >= 0) scan.where = 'between';
  if (quote >= 0) scan.wanted = false;
  return { next: quote < 0 ? end : quote + 1, file: decoded(plain.slice(0, groups)) };
}

/** Buffer silently skips what isn't base64, which shows in the length. */
function decoded(base64: string): Buffer {
  const file = Buffer.from(base64, 'base64');
  const padding = base64.endsWith('==') ? 2 : Number(base64.endsWith('='));
  if (base64.length % 4 !== 0 || file.length !== (base64.length / 4) * 3 - padding) {
    throw new BrokenContent('the content is not base64');
  }
  return file;
}
