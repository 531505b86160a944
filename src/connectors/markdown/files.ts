/** The files of a directory of Markdown, without those that only a symbolic link leads to. */
import { hash } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FatalError } from '../../errors.ts';

const MARKDOWN = '.md';
/** Longer keys don't fit in an index or a report. */
const MAX_KEY = 300;

/** Paths from the directory, with forward slashes, in order of code units. Hidden names and symbolic links are left out. */
export async function listFiles(dir: string): Promise<readonly string[]> {
  const found: string[] = [];
  const pending = [''];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    for (const entry of await entriesOf(dir, at)) {
      const file = at === '' ? entry.name : `${at}/${entry.name}`;
      if (entry.isDirectory()) pending.push(file);
      if (entry.isFile()) found.push(file);
    }
  }
  return found.sort((one, other) => (one < other ? -1 : 1));
}

/** Counts by another way than `listFiles`. */
export async function countArticles(dir: string): Promise<number> {
  await entriesOf(dir, '');
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith(MARKDOWN) && !isHidden(dir, entry)).length;
}

/** By its name alone, which ends in `.md` in lower case. Pure. */
export function isArticle(file: string): boolean {
  return file.endsWith(MARKDOWN);
}

/** The path without `.md`; cut and marked with a hash where it is too long to be a key. */
export function keyOfFile(file: string): string {
  const name = file.slice(0, -MARKDOWN.length);
  return hasUsableKey(file) ? name : `${name.slice(0, 200)}#${hash('sha256', name).slice(0, 16)}`;
}

/** Whether an article's path without `.md` has at most 300 UTF-16 units, so that `keyOfFile` gives it whole. Pure. */
export function hasUsableKey(file: string): boolean {
  return file.length - MARKDOWN.length <= MAX_KEY;
}

/**
 * The absolute path of a regular file within the directory, symbolic links resolved.
 * Throws FatalError `asset-refused` for what lies outside of it, `asset-missing` for what isn't there.
 */
export async function fileInside(dir: string, ref: string): Promise<{ readonly file: string; readonly bytes: number }> {
  const asked = path.resolve(dir, ref);
  const fits = !path.isAbsolute(ref) && !ref.includes('\0') && isWithin(path.resolve(dir), asked);
  if (!fits) throw refused(ref);
  const [root, file] = await Promise.all([realpath(dir), realpath(asked)]).catch(() => [dir, undefined] as const);
  if (file === undefined) throw missing(ref);
  if (!isWithin(root, file)) throw refused(ref);
  const found = await stat(file);
  if (!found.isFile()) throw missing(ref);
  return { file, bytes: found.size };
}

/** FatalError `asset-missing`, for the caller to throw: it costs a record this asset and ends no run. */
export function missing(ref: string): FatalError {
  const hint = 'put the file beside its article, or accept that the link stays as it was';
  return new FatalError('the file an article points to is not there', { code: 'asset-missing', at: ref, hint });
}

/** FatalError `asset-refused`, for the caller to throw: it costs a record this asset and ends no run. */
export function refused(ref: string): FatalError {
  const hint = 'keep images inside the directory, or list their origin under `images: allow:`';
  return new FatalError('an article points outside of what may be read', { code: 'asset-refused', at: ref, hint });
}

async function entriesOf(dir: string, at: string): Promise<Dirent[]> {
  try {
    const entries = await readdir(path.join(dir, at), { withFileTypes: true });
    return entries.filter(({ name }) => !name.startsWith('.'));
  } catch (cause) {
    const hint = 'correct `dir:` in ferry.yaml, or give the worker the right to read it';
    throw new FatalError('the directory of articles cannot be read', {
      code: 'file-missing',
      at: path.join(dir, at),
      hint,
      cause,
    });
  }
}

function isHidden(dir: string, entry: Dirent): boolean {
  const steps = path.relative(dir, path.join(entry.parentPath, entry.name)).split(path.sep);
  return steps.some((step) => step.startsWith('.'));
}

function isWithin(root: string, file: string): boolean {
  return file === root || file.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}
