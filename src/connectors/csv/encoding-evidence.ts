/** What the bytes of a file show about its encoding, whatever the configuration says. */
import { createReadStream } from 'node:fs';

/** Of a file that is sound UTF-8 from beginning to end. */
export interface Utf8Evidence {
  /** Characters of two, three and four bytes. */
  readonly characters: readonly [two: number, three: number, four: number];
  /** Line of the first of them, from 1; null when there is none. */
  readonly line: number | null;
  /** Whether there is a NUL, as UTF-16 has them beside every ASCII character. */
  readonly nul: boolean;
}

/** Bits by which one character of two, three and four bytes speaks for UTF-8 where every second byte of a pair is free. */
const BITS = [2.5, 9, 12] as const;

const BEYOND_ASCII = /[\u0080-\u{10FFFF}]/u;
const ALL_BEYOND = /[\u0080-\u{10FFFF}]/gu;

/** Null for a file that isn't sound UTF-8. Throws what reading throws. */
export async function utf8In(path: string): Promise<Utf8Evidence | null> {
  const found: Taken = { characters: [0, 0, 0], ends: 0, line: null, nul: false };
  const sound = await decodes(path, 'utf-8', (text) => take(found, text));
  return sound ? found : null;
}

interface Taken {
  readonly characters: [number, number, number];
  /** Line ends before the first character of several bytes. */
  ends: number;
  line: number | null;
  nul: boolean;
}

function take(found: Taken, text: string): void {
  found.nul ||= text.includes('\0');
  const first = text.search(BEYOND_ASCII);
  if (found.line === null) {
    found.ends += lineEndsIn(first < 0 ? text : text.slice(0, first));
    if (first >= 0) found.line = 1 + found.ends;
  }
  for (const [character] of first < 0 ? [] : text.matchAll(ALL_BEYOND)) {
    found.characters[sizeOf(character)] += 1;
  }
}

/** How improbable it is that text of a two-byte encoding looks like this by chance: 2 to the power of it, against one. Pure. */
export function bitsOf({ characters: [two, three, four] }: Utf8Evidence): number {
  return two * BITS[0] + three * BITS[1] + four * BITS[2];
}

/** How many characters of more than one byte. Pure. */
export function multibyte({ characters }: Utf8Evidence): number {
  return characters.reduce((sum, count) => sum + count, 0);
}

/** An encoding other than the declared one in which the whole file is sound, and likely; null when none is known. */
export async function soundEncoding(path: string, declared: string): Promise<string | null> {
  const utf8 = declared === 'utf-8' ? null : await utf8In(path);
  if (utf8 !== null && (multibyte(utf8) > 0 || declared.startsWith('utf-'))) return 'utf-8';
  if (['gb18030', 'gbk', 'gb2312'].includes(declared)) return null;
  return (await chineseRuns(path)) > 0 ? 'gb18030' : null;
}

/** The first byte of what GB2312 has, and the second one as well: nearly all that people write. */
const COMMON = 0xa1;
const MOSTLY = 0.8;

/**
 * In a file that is sound GB18030 and mostly of its common characters (in Western text accented letters
 * pair up with plain ones): how many runs of such bytes it has. Runs of another
 * encoding's bytes have an odd length as often as an even one, and an odd one isn't sound. 0 for any other file.
 */
export async function chineseRuns(path: string): Promise<number> {
  const seen: Pairs = { first: 0, pairs: 0, common: 0, runs: 0, within: false };
  for await (const chunk of chunksOf(path)) {
    for (const byte of chunk) takeByte(seen, byte);
  }
  const likely = seen.common > 0 && seen.common >= seen.pairs * MOSTLY;
  return likely && (await decodes(path, 'gb18030', () => undefined)) ? seen.runs : 0;
}

interface Pairs {
  /** The first byte of a pair that waits for its second; 0: none. */
  first: number;
  pairs: number;
  common: number;
  runs: number;
  within: boolean;
}

function takeByte(seen: Pairs, byte: number): void {
  if (seen.first === 0) {
    seen.first = byte < 0x80 ? 0 : byte;
    if (seen.first !== 0 && !seen.within) seen.runs += 1;
    seen.within = seen.first !== 0;
    return;
  }
  seen.pairs += 1;
  if (seen.first >= COMMON && byte >= COMMON) seen.common += 1;
  seen.first = 0;
}

/** Whether the whole file is sound in the encoding; gives its text meanwhile. */
async function decodes(path: string, encoding: string, onText: (text: string) => void): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  try {
    for await (const chunk of chunksOf(path)) onText(decoder.decode(chunk, { stream: true }));
    onText(decoder.decode());
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

/** 0, 1 or 2 for two, three or four bytes. */
function sizeOf(character: string): 0 | 1 | 2 {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return 2;
  return code > 0x7ff ? 1 : 0;
}

function lineEndsIn(text: string): number {
  return text.split('\n').length - 1;
}

function chunksOf(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: 1 << 18 });
}
