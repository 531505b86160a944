/** Decodes any declared encoding strictly: an invalid byte stops the file instead of becoming a replacement character. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import iconv from 'iconv-lite';
import { FatalError } from '../../errors.ts';
import { soundEncoding } from './encoding-evidence.ts';

/** TextDecoder is strict for these; all others are decoded by iconv-lite, whose replacement characters are searched for. */
const STRICT = ['utf-8', 'utf-16', 'utf-16le', 'utf-16be', 'gb18030', 'gbk', 'gb2312'];
const MARK = /^\uFEFF/;
const REPLACEMENT = '\uFFFD';
const BYTE_ORDER_MARKS = [
  { encoding: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf-16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf-16be', bytes: [0xfe, 0xff] },
];

const NOT_TEXT = new Set(['base64', 'hex', 'binary']);

/**
 * The one name under which an encoding goes here: lower case, aliases such as `UTF8` and `utf_8` settled. Undefined for what is
 * none, or is none of text. Part of file names. Pure.
 */
export function encodingOf(name: string): string | undefined {
  const lower = name.toLowerCase();
  const letters = lettersOf(lower);
  if (!/^[a-z0-9][a-z0-9_-]*$/.test(lower) || NOT_TEXT.has(letters)) return undefined;
  return STRICT.find((one) => lettersOf(one) === letters) ?? (iconv.encodingExists(lower) ? lower : undefined);
}

/** iconv-lite looks at nothing else of a name. */
function lettersOf(name: string): string {
  return name.replace(/[^a-z0-9]/g, '');
}

/** Of a name that `encodingOf` gave. */
export function isUtf8(encoding: string): boolean {
  return encoding === 'utf-8';
}

/**
 * The file's text in pieces, without its byte order mark.
 * Throws FatalError `encoding-wrong` naming the first byte that can't be right, `file-truncated` for a file that ends within a character.
 */
export async function* decodeFile(file: Encoded): AsyncGenerator<string> {
  const encoding = await settleByteOrder(file);
  const decoder = openDecoder(encoding);
  let at = 0;
  let started = false;
  for await (const chunk of bytesOf(file.path)) {
    const text = decodeOr(() => decoder.push(chunk));
    if (text === undefined) throw await wrongByte(file, await firstWrongByte({ path: file.path, encoding }, at));
    yield started ? text : text.replace(MARK, '');
    started ||= text !== '';
    at += chunk.length;
  }
  const rest = decodeOr(() => decoder.end());
  if (rest === undefined) throw await cutOff(file, at);
  yield rest;
}

interface Encoded {
  readonly path: string;
  /** As `encodingOf` names it. */
  readonly encoding: string;
}

interface Decoder {
  push(chunk: Uint8Array): string;
  end(): string;
}

function openDecoder(encoding: string): Decoder {
  if (STRICT.includes(encoding)) {
    const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
    return { push: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
  }
  const decoder = iconv.getDecoder(encoding, { stripBOM: false });
  return {
    push: (chunk) => refuseReplacement(decoder.write(Buffer.from(chunk))),
    end: () => refuseReplacement(decoder.end() ?? ''),
  };
}

function refuseReplacement(text: string): string {
  if (text.includes(REPLACEMENT)) throw new TypeError('not decodable');
  return text;
}

function decodeOr(decode: () => string): string | undefined {
  try {
    return decode();
  } catch {
    return undefined;
  }
}

/** A decoder says that it failed but not where: go there again and feed the rest byte by byte. */
async function firstWrongByte(file: Encoded, from: number): Promise<number> {
  const decoder = openDecoder(file.encoding);
  let at = 0;
  for await (const chunk of bytesOf(file.path)) {
    if (at < from) decoder.push(chunk);
    const bytes = at < from ? [] : chunk;
    const wrong = bytes.findIndex((byte) => decodeOr(() => decoder.push(Uint8Array.of(byte))) === undefined);
    if (wrong >= 0) return at + wrong;
    at += chunk.length;
  }
  return at;
}

/** `utf-16` takes its byte order from the mark; a mark that contradicts the declared encoding is an error at byte 0. */
async function settleByteOrder(file: Encoded): Promise<string> {
  const head = await headOf(file.path);
  const mark = BYTE_ORDER_MARKS.find(({ bytes }) => bytes.every((byte, index) => head[index] === byte))?.encoding;
  const declared = file.encoding;
  if (mark === undefined || mark === declared) return declared === 'utf-16' ? 'utf-16le' : declared;
  if (mark !== 'utf-8' && declared === 'utf-16') return mark;
  throw await wrongByte(file, 0);
}

async function headOf(path: string): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(3), 0, 3, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const LINE_END = 0x0a;

/** The byte's line, in every encoding that has line ends where ASCII has them, and in UTF-16. */
async function lineAt(path: string, byte: number): Promise<number> {
  let line = 1;
  let at = 0;
  for await (const chunk of bytesOf(path)) {
    for (const each of chunk.subarray(0, Math.max(0, byte - at))) line += Number(each === LINE_END);
    at += chunk.length;
    if (at >= byte) break;
  }
  return line;
}

function bytesOf(path: string): AsyncIterable<Buffer> {
  return createReadStream(path, { highWaterMark: 1 << 18 });
}

async function wrongByte(file: Encoded, byte: number): Promise<FatalError> {
  const fits = await soundEncoding(file.path, file.encoding);
  const others = ['utf-8', 'gb18030', 'utf-16', 'windows-1252'].filter((name) => name !== file.encoding);
  return new FatalError(`byte ${byte} is not ${file.encoding}`, {
    code: 'encoding-wrong',
    at: `${file.path}:${await lineAt(file.path, byte)}`,
    hint:
      fits === null
        ? `say how the file is encoded: \`encoding:\` beside its path in ferry.yaml (${others.join(', ')}, …)`
        : `the whole file is sound ${fits}: say \`encoding: ${fits}\` beside its path in ferry.yaml`,
  });
}

/** All but the last bytes are sound: unless the whole file is UTF-8, which seldom happens by chance, its end is missing. */
async function cutOff(file: Encoded, byte: number): Promise<FatalError> {
  if ((await soundEncoding(file.path, file.encoding)) === 'utf-8') return wrongByte(file, byte);
  return new FatalError('the file ends within a character', {
    code: 'file-truncated',
    at: `${file.path}:${await lineAt(file.path, byte)}`,
    hint: 'export the file again, or copy it again: its end is missing',
  });
}
