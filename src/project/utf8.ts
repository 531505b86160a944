/** Text files that belong to mappings, read strictly: what is no UTF-8 is refused instead of being guessed at. */
import { readFile, stat } from 'node:fs/promises';
import { UsageError } from '../errors.ts';
import { isObject } from '../model/json.ts';

/** Reads a file as strict UTF-8. Throws UsageError `mapping-unreadable`. */
export async function readUtf8(file: string, shown: string): Promise<string> {
  try {
    const found = await stat(file);
    if (!found.isFile()) throw unreadable(shown, 'is no file');
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(await readFile(file));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof TypeError) throw unreadable(shown, 'is not UTF-8', error);
    throw unreadable(shown, `can't be read (${codeOf(error)})`, error);
  }
}

function unreadable(shown: string, why: string, cause?: unknown): UsageError {
  const hint = why === 'is not UTF-8' ? 'save it as UTF-8' : 'see that it is there and that you may read it';
  return new UsageError(`${shown} ${why}`, { code: 'mapping-unreadable', at: shown, hint, cause });
}

function codeOf(error: unknown): string {
  return isObject(error) && typeof error.code === 'string' ? error.code : 'unknown reason';
}
