/** A directory of mapping files as it lies on disk: every file compiled or with its mistakes, which of them are in use, and its lock. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { type CompiledMapping, compileMapping } from '../mapping/compile.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import { readSourceText } from '../mapping/source-text.ts';
import { LOCK_FILE, type Lock, type LockState, lockState, readLock } from '../mapping/versions/lock.ts';
import { compareVersions } from '../mapping/versions/version.ts';
import { isObject } from '../model/json.ts';
import { sha256 } from '../sha256.ts';

/** Where a directory is, and what messages call it. */
export interface DirPlace {
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

/** A directory as it was read; every mapping file in it is in exactly one of the lists. */
export interface MappingDirectory extends DirPlace {
  /** The newest version of every mapping: what a run uses. */
  readonly used: readonly MappingFile[];
  /** Older versions, kept for review. */
  readonly older: readonly MappingFile[];
  readonly broken: readonly BrokenFile[];
  /** Older versions that don't compile any more; nothing uses them. */
  readonly retired: readonly BrokenFile[];
  /** Null: there is no lock file. */
  readonly lock: Lock | null;
  /** Names of all files below it, with `/` between the parts. */
  readonly names: readonly string[];
}

/** Reads and compiles a directory. Throws UsageError `mapping-missing`, `mapping-twice`, `mapping-unreadable` or `lock-invalid`. */
export async function readMappingDir({ dir, shown }: DirPlace): Promise<MappingDirectory> {
  const names = await namesIn({ dir, shown });
  const files = names.filter(isMappingFile);
  if (files.length === 0) {
    const hint = 'put a mapping file (NAME.yaml) there, or name another directory in the route';
    throw new UsageError(`there is no mapping in ${shown}`, { code: 'mapping-missing', at: shown, hint });
  }
  const tables = await readTables({ dir, shown }, names);
  const lock = names.includes(LOCK_FILE) ? await readLockFile({ dir, shown }) : null;
  const read = await Promise.all(files.map((name) => compileFile({ dir, shown }, name, { tables, lock })));
  return { dir, shown, lock, names, ...sortOut(read) };
}

/** Whether a name below a mapping directory is that of a mapping file. */
export function isMappingFile(name: string): boolean {
  return /^[^/]+\.ya?ml$/.test(name) && !name.startsWith('mappings.lock.') && !name.startsWith('.');
}

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

/** How a file of the directory is named in messages. */
export function shownIn({ shown }: DirPlace, name: string): string {
  return path.posix.join(shown.split(path.sep).join('/'), name);
}

function unreadable(shown: string, why: string, cause?: unknown): UsageError {
  const hint = why === 'is not UTF-8' ? 'save it as UTF-8' : 'see that it is there and that you may read it';
  return new UsageError(`${shown} ${why}`, { code: 'mapping-unreadable', at: shown, hint, cause });
}

function codeOf(error: unknown): string {
  return isObject(error) && typeof error.code === 'string' ? error.code : 'unknown reason';
}

async function namesIn({ dir, shown }: DirPlace): Promise<readonly string[]> {
  try {
    const names = await readdir(dir, { recursive: true, encoding: 'utf8' });
    return names.map((name) => name.split(path.sep).join('/')).sort();
  } catch (error) {
    const hint = 'name a directory of mapping files; relative ones start where ferry.yaml lies';
    const message = `there is no directory ${shown}`;
    throw new UsageError(message, { code: 'mapping-missing', at: shown, hint, cause: error });
  }
}

/** Lookup tables by the name mappings use: the path below the mapping directory. */
async function readTables(place: DirPlace, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const tables = names.filter((name) => name.endsWith('.csv'));
  const texts = await Promise.all(tables.map((name) => readUtf8(path.join(place.dir, name), shownIn(place, name))));
  return Object.fromEntries(tables.map((name, index) => [name, texts[index] ?? '']));
}

async function readLockFile(place: DirPlace): Promise<Lock> {
  const file = shownIn(place, LOCK_FILE);
  const text = await readUtf8(path.join(place.dir, LOCK_FILE), file);
  try {
    return readLock(file, text);
  } catch (error) {
    if (!(error instanceof MappingError)) throw error;
    const [first] = error.issues;
    throw new UsageError(error.message, {
      code: 'lock-invalid',
      at: `${file}:${first?.line ?? 1}:${first?.column ?? 1}`,
      cause: error,
    });
  }
}

type Found = ({ readonly kind: 'compiled' } & MappingFile) | ({ readonly kind: 'broken' } & BrokenFile);

interface Beside {
  readonly tables: Readonly<Record<string, string>>;
  readonly lock: Lock | null;
}

async function compileFile(place: DirPlace, name: string, beside: Beside): Promise<Found> {
  const file = shownIn(place, name);
  const { tables, lock } = beside;
  const text = await readUtf8(path.join(place.dir, name), file);
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

/** A file may carry its version in its name, and then it must be the version it has. */
function wrongName(name: string, version: string, { file, text }: { file: string; text: string }): MappingError | null {
  const [, named] = /@([^@]+)\.ya?ml$/.exec(name) ?? [];
  if (named === undefined || named === version) return null;
  const place = readSourceText(file, text).place(['version']);
  const message = `the file is named ${named}, but its version is ${version}`;
  return new MappingError([{ file, ...place, message }], text);
}

function headOf(file: string, text: string): { name: string | null; version: string | null } {
  const { value } = readSourceText(file, text);
  const { mapping, version }: { mapping?: unknown; version?: unknown } = isObject(value) ? value : {};
  const valid = typeof version === 'string' && /^\d+\.\d+\.\d+$/.test(version);
  return { name: typeof mapping === 'string' ? mapping : null, version: valid ? version : null };
}

function sortOut(read: readonly Found[]) {
  const compiled = read.filter((file) => file.kind === 'compiled');
  const broken = read.filter((file) => file.kind === 'broken');
  refuseTwice(compiled);
  const newest = (file: MappingFile) =>
    compiled.every(
      ({ mapping }) =>
        mapping.name !== file.mapping.name || compareVersions(mapping.version, file.mapping.version) <= 0,
    );
  const isRetired = ({ name, version }: BrokenFile) =>
    version !== null &&
    compiled.some(({ mapping }) => mapping.name === name && compareVersions(version, mapping.version) < 0);
  return {
    used: compiled.filter(newest),
    older: compiled.filter((file) => !newest(file)),
    broken: broken.filter((file) => !isRetired(file)),
    retired: broken.filter(isRetired),
  };
}

function refuseTwice(files: readonly MappingFile[]): void {
  for (const [index, { file, mapping }] of files.entries()) {
    const { name, version } = mapping;
    const other = files.slice(0, index).find((each) => each.mapping.name === name && each.mapping.version === version);
    if (other === undefined) continue;
    const hint = 'give the newer one a higher version, or remove one of them';
    const message = `${other.file} and ${file} are both ${name} ${version}`;
    throw new UsageError(message, { code: 'mapping-twice', at: file, hint });
  }
}
