/** An export as UTF-8 on disk, known by its content: read in place, or decoded (and its escapes resolved) once into the work folder. */
import { createHash, hash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FatalError, isFerryError, StuckError } from '../../errors.ts';
import type { CsvFile } from './csv-file.ts';
import { decodeFile, isUtf8 } from './decode.ts';
import { COMMA } from './dialect.ts';
import { unescaped } from './escape.ts';
import { openHead } from './head.ts';
import { refuseOtherFormat } from './other-format.ts';

/** Good for the content named: `path` is the export itself when that is UTF-8 without escapes, else a copy in the work folder. */
export interface TextFile {
  /** sha256 of the file's bytes as exported. */
  readonly content: string;
  /** The UTF-8 form. */
  readonly path: string;
  /** Where its text begins, after a byte order mark. */
  readonly start: number;
}

/** Within this many milliseconds a second write may leave the timestamps as they are; such a file is hashed again each time. */
const SETTLED = 1000;

/**
 * Hashes and, unless it can be read in place, decodes the export; both are remembered in `workDir`, so repeating is quick and safe.
 * Throws FatalError `file-missing`, `file-changed`, `format-other`, and what decoding throws (for UTF-8 read in place the first pass does).
 */
export async function openText(file: CsvFile, workDir: string): Promise<TextFile> {
  const content = await contentOf(file, workDir);
  await refuseOtherFormat(file);
  const { encoding } = file;
  if (isUtf8(encoding) && file.escape === null) return { content, path: file.path, start: await markLength(file.path) };
  const how = file.escape === null ? '' : `.${dialectHash(file)}`;
  const decoded = path.join(workDir, `${content}.${encoding}${how}.utf8`);
  if (!(await exists(decoded))) await writeWhole(decoded, (part) => decodeInto(file, part));
  return { content, path: decoded, start: 0 };
}

/** sha256 of the file's bytes, from memory as long as its size and times are the same. */
export async function contentOf(file: CsvFile, workDir: string): Promise<string> {
  const { state, changedAt } = await stateOf(file);
  const memory = path.join(workDir, `${state}.content`);
  const known = await readFile(memory, 'utf8').catch(() => undefined);
  if (known !== undefined) return known;
  const content = await hashOf(file);
  if ((await stateOf(file)).state !== state) throw fileChanged(file);
  if (Date.now() - changedAt > SETTLED) await writeWhole(memory, (part) => writeFile(part, content));
  return content;
}

/** FatalError `file-changed`, for the caller to throw. Tells the path, nothing of what is in the file. */
export function fileChanged(file: CsvFile): FatalError {
  return new FatalError(`${file.name} changed while it was being read`, {
    code: 'file-changed',
    at: file.path,
    hint: 'let the export finish, then start a new run; a run reads one state of a file from beginning to end',
  });
}

/** Writes under a temporary name and renames, so that no file is ever incomplete; two processes may write it at once. */
export async function writeWhole(target: string, write: (part: string) => Promise<void>): Promise<void> {
  await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
  const part = `${target}.${randomUUID()}.part`;
  try {
    await write(part);
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw asFull(error, target);
  }
}

/** Changes whenever the file is replaced or written to; says nothing about which content it has. */
export async function stateOf(file: CsvFile): Promise<{ readonly state: string; readonly changedAt: number }> {
  try {
    const found = await stat(file.path, { bigint: true });
    if (!found.isFile()) throw noFile(file);
    const { size, mtimeNs, ctimeNs, ino, dev, ctimeMs } = found;
    const state = hash('sha256', [file.path, size, mtimeNs, ctimeNs, ino, dev].join('\0'));
    return { state, changedAt: Number(ctimeMs) };
  } catch (error) {
    throw isFerryError(error) ? error : unreadable(file, error);
  }
}

async function hashOf(file: CsvFile): Promise<string> {
  const digest = createHash('sha256');
  try {
    for await (const chunk of createReadStream(file.path)) digest.update(chunk);
  } catch (error) {
    throw unreadable(file, error);
  }
  return digest.digest('hex');
}

function noFile(file: CsvFile): FatalError {
  const hint = '`path:` in ferry.yaml must lead to one file of its own';
  return new FatalError(`${file.name} is no file`, { code: 'file-missing', at: file.path, hint });
}

function unreadable(file: CsvFile, cause: unknown): FatalError | StuckError {
  const detail = { at: file.path, cause };
  if (errorCode(cause) !== 'ENOENT' && errorCode(cause) !== 'ENOTDIR') {
    const hint = 'give the worker the right to read it, then resume the run';
    return new StuckError(`${file.name} can't be read`, { ...detail, code: 'file-unreadable', hint });
  }
  const hint = 'put the export there, or correct `path:` in ferry.yaml';
  return new FatalError(`${file.name} is missing`, { ...detail, code: 'file-missing', hint });
}

function asFull(error: unknown, target: string): unknown {
  if (errorCode(error) !== 'ENOSPC') return error;
  const hint = 'make room on that disk, then resume the run';
  return new StuckError('the disk is full', { code: 'disk-full', at: path.dirname(target), hint, cause: error });
}

function errorCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

async function decodeInto(file: CsvFile, target: string): Promise<void> {
  const out = await open(target, 'wx', 0o600);
  await pipeline(Readable.from(plainText(file)), out.createWriteStream());
}

function dialectHash(file: CsvFile): string {
  return hash('sha256', JSON.stringify([file.escape, file.quote, file.delimiter, file.skip]));
}

/** The decoded text, written without escapes. What stands before the header is none of the dialect's. */
async function* plainText(file: CsvFile): AsyncGenerator<string> {
  if (file.escape === null) return yield* decodeFile(file);
  const { head, rest } = await openHead(decodeFile(file), file.skip);
  yield head.text;
  const delimiter = file.delimiter ?? head.delimiter ?? COMMA;
  yield* unescaped(rest, { delimiter, quote: file.quote, escape: file.escape });
}

async function markLength(file: string): Promise<number> {
  const opened = await open(file);
  try {
    const { buffer } = await opened.read(new Uint8Array(3), 0, 3, 0);
    return buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
  } finally {
    await opened.close();
  }
}

async function exists(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  );
}
