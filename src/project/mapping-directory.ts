/** A directory of mapping files as it lies on disk: every file compiled or with its mistakes, which of them are in use, and its lock. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { tablesNamed } from '../mapping/hash.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import { LOCK_FILE, type Lock, readLock } from '../mapping/versions/lock.ts';
import { compareVersions } from '../mapping/versions/version.ts';
import {
  type BrokenFile,
  compileFile,
  type DirectoryLocation,
  type FoundFile,
  isForeign,
  isMappingFile,
  type MappingFile,
  type ReadText,
  readYaml,
  shownIn,
} from './mapping-file.ts';
import { readUtf8 } from './utf8.ts';

/** A directory as it was read; every mapping file in it is in exactly one of the lists. */
export interface MappingDirectory extends DirectoryLocation {
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
export async function readMappingDir(location: DirectoryLocation): Promise<MappingDirectory> {
  const { dir, shown } = location;
  const names = await namesIn(location);
  const files = names.filter(isMappingFile);
  const all = await Promise.all(files.map((name) => readYaml(location, name)));
  const texts = all.filter((text) => !isForeign(text));
  if (texts.length === 0) throw noMapping(shown, location.at ?? shown);
  const tableNames = names.filter((name) => name.endsWith('.csv'));
  const tables = await readTables(location, tableNames, texts);
  const lock = names.includes(LOCK_FILE) ? await readLockFile(location) : null;
  const read = texts.map((text) => compileFile(location, text, { tables, tableNames, lock }));
  return { dir, shown, lock, names, ...sortOut(read) };
}

function noMapping(shown: string, at: string): UsageError {
  const hint = 'put a mapping file (NAME.yaml) there, or name another directory in the route';
  return new UsageError(`there is no mapping in ${shown}`, { code: 'mapping-missing', at, hint });
}

async function namesIn({ dir, shown, at = shown }: DirectoryLocation): Promise<readonly string[]> {
  try {
    const names = await readdir(dir, { recursive: true, encoding: 'utf8' });
    return names.map((name) => name.split(path.sep).join('/')).sort();
  } catch (error) {
    const hint = 'name a directory of mapping files; relative ones start where ferry.yaml lies';
    const message = `there is no directory ${shown}`;
    throw new UsageError(message, { code: 'mapping-missing', at, hint, cause: error });
  }
}

/**
 * Lookup tables by the name mappings use: the path below the mapping directory. What no mapping names isn't opened: other CSV
 * files, as the exports themselves, may lie there in whatever encoding.
 */
async function readTables(
  location: DirectoryLocation,
  names: readonly string[],
  files: readonly ReadText[],
): Promise<Readonly<Record<string, string>>> {
  const named = new Set(files.flatMap(({ value }) => tablesNamed(value)));
  const tables = names.filter((name) => named.has(name));
  const texts = await Promise.all(
    tables.map((name) => readUtf8(path.join(location.dir, name), shownIn(location, name))),
  );
  return Object.fromEntries(tables.map((name, index) => [name, texts[index] ?? '']));
}

async function readLockFile(location: DirectoryLocation): Promise<Lock> {
  const file = shownIn(location, LOCK_FILE);
  const text = await readUtf8(path.join(location.dir, LOCK_FILE), file);
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

function sortOut(read: readonly FoundFile[]) {
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
