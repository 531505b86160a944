/** Makes directories that may lie anywhere, and says in words why one can't be made. */
import { existsSync } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * Makes a directory and those above it; false when it is there already. Repeats safely. Throws what the system says.
 * Node's own `recursive` never returns where the system denies that a directory above exists, as below /proc.
 */
export async function makeDirectory(dir: string): Promise<boolean> {
  try {
    await mkdir(dir);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return isThere(dir, error);
    if (codeOf(error) !== 'ENOENT') throw error;
  }
  const above = path.dirname(dir);
  if (!existsSync(above)) await makeDirectory(above);
  // Once more and no further: a system that still knows no directory above never will.
  return mkdir(dir).then(
    () => true,
    (error: unknown) => isThere(dir, error),
  );
}

async function isThere(dir: string, error: unknown): Promise<false> {
  if (codeOf(error) === 'EEXIST' && (await stat(dir)).isDirectory()) return false;
  throw error;
}

const WORDS: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file, not a directory',
  ENOTDIR: 'a file stands in its path',
  ENOENT: 'this file system takes no new directories',
  EACCES: 'this account may not write there',
  EPERM: 'the system lets nobody make a directory there',
  EROFS: 'that file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of this account is used up',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its symbolic links lead in a circle',
};

/** Why a directory can't be made or written to, with the system's own words where we have none. Pure. */
export function whyUnusable(error: unknown): string {
  const code = codeOf(error);
  return WORDS[code] ?? (error instanceof Error ? error.message : String(error));
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
