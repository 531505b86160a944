/** One mapping file as it lies on disk: read and compiled, or with its mistakes. */
import path from 'node:path';
import { type CompiledMapping, compileMapping } from '../mapping/compile.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import { readSourceText } from '../mapping/source-text.ts';
import { type Lock, type LockState, lockState } from '../mapping/versions/lock.ts';
import { isObject } from '../model/json.ts';
import { sha256 } from '../sha256.ts';
import { readUtf8 } from './utf8.ts';

/** Where a directory is, and what messages call it. */
export interface DirectoryLocation {
  /** Absolute. */
  readonly dir: string;
  readonly shown: string;
}

/** A mapping as it lies on disk, with what a run pins of it. */
export interface MappingFile {
  readonly mapping: CompiledMapping;
  /** For messages: as the user wrote the directory. */
  readonly file: string;
  readonly text: string;
  readonly tables: Readonly<Record<string, string>>;
  /** How its version stands to the lock of its directory. */
  readonly lock: LockState;
}

/** A file that is no mapping, with its name and version as far as they can be read. */
export interface BrokenFile {
  readonly file: string;
  readonly error: MappingError;
  readonly name: string | null;
  readonly version: string | null;
}

/** Whether a name below a mapping directory is that of a mapping file. */
export function isMappingFile(name: string): boolean {
  return /^[^/]+\.ya?ml$/.test(name) && !name.startsWith('mappings.lock.') && !name.startsWith('.');
}

/** How a file of the directory is named in messages. */
export function shownIn({ shown }: DirectoryLocation, name: string): string {
  return path.posix.join(shown.split(path.sep).join('/'), name);
}

/** A file as it was found: compiled, or broken. */
export type FoundFile = ({ readonly kind: 'compiled' } & MappingFile) | ({ readonly kind: 'broken' } & BrokenFile);

/** What lies beside a file in its directory. */
interface Beside {
  readonly tables: Readonly<Record<string, string>>;
  readonly lock: Lock | null;
}

/** Reads and compiles one file of a directory. Its mistakes are in the result; throws UsageError `mapping-unreadable`. */
export async function readMappingFile(location: DirectoryLocation, name: string, beside: Beside): Promise<FoundFile> {
  const file = shownIn(location, name);
  const { tables, lock } = beside;
  const text = await readUtf8(path.join(location.dir, name), file);
  try {
    const mapping = compileMapping({ file, text, tables, sha256 });
    const misnamed = wrongName(name, mapping.version, { file, text });
    if (misnamed !== null) throw misnamed;
    return { kind: 'compiled', mapping, file, text, tables, lock: lockState(lock, mapping, sha256) };
  } catch (error) {
    if (error instanceof MappingError) return { kind: 'broken', file, error, ...headOf(file, text) };
    throw error;
  }
}

/** A file may have a version in its name, and then it must be the one inside. */
function wrongName(name: string, version: string, { file, text }: { file: string; text: string }): MappingError | null {
  const [, named] = /@([^@]+)\.ya?ml$/.exec(name) ?? [];
  if (named === undefined || named === version) return null;
  const position = readSourceText(file, text).position(['version']);
  const message = `the file is named ${named}, but its version is ${version}`;
  return new MappingError([{ file, ...position, message }], text);
}

function headOf(file: string, text: string): { name: string | null; version: string | null } {
  const { value } = readSourceText(file, text);
  const { mapping, version }: { mapping?: unknown; version?: unknown } = isObject(value) ? value : {};
  const valid = typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version);
  return { name: typeof mapping === 'string' ? mapping : null, version: valid ? version : null };
}
