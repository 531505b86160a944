/** The files of a directory of Markdown, without those that only a symbolic link leads to. */
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FatalError } from '../../errors.ts';

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

/**
 * The absolute path of a regular file within the directory, symbolic links resolved. A path that isn't there as written is
 * looked for in the other composition of its letters.
 * Throws FatalError `asset-refused` for what lies outside of it, `asset-missing` for what isn't there.
 */
export async function fileInside(dir: string, ref: string): Promise<{ readonly file: string; readonly bytes: number }> {
  const asked = path.resolve(dir, ref);
  const fits = !path.isAbsolute(ref) && !ref.includes('\0') && isWithin(path.resolve(dir), asked);
  if (!fits) throw refused(ref);
  const there = await realpath(asked).catch(
    async () => await realpath(await asListed(dir, ref)).catch(() => undefined),
  );
  const [root, file] = [await realpath(dir).catch(() => dir), there];
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

/** Entries of a folder of the directory without hidden ones. Throws FatalError `file-missing` when it can't be read. */
export async function entriesOf(dir: string, at: string): Promise<Dirent[]> {
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

/** The path whose steps are called as the folders list them, whatever composition they are asked for in. */
async function asListed(dir: string, ref: string): Promise<string> {
  let at = '';
  for (const step of ref.split('/')) {
    const entries = await entriesOf(dir, at);
    const found = entries.find(({ name }) => name.normalize('NFC') === step.normalize('NFC'));
    at = path.posix.join(at, found?.name ?? step);
  }
  return path.join(dir, at);
}

function isWithin(root: string, file: string): boolean {
  return file === root || file.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}
