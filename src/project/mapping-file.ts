/** One mapping file as it lies on disk: read and compiled, or with its mistakes. */
import path from 'node:path';
import { type CompiledMapping, compileMapping } from '../mapping/compile.ts';
import { tablesNamed } from '../mapping/hash.ts';
import { MappingError } from '../mapping/mapping-error.ts';
import { readSourceText } from '../mapping/source-text.ts';
import { type Lock, type LockState, lockState } from '../mapping/versions/lock.ts';
import { isObject } from '../model/json.ts';
import { sha256 } from '../sha256.ts';
import { textualSources } from './textual-sources.ts';
import { readUtf8 } from './utf8.ts';

/** Where a directory is, and what messages call it. */
export interface DirectoryLocation {
  /** Absolute. */
  readonly dir: string;
  readonly shown: string;
  /** The kind of connector of each source by its name; left out: sources aren't known. */
  readonly kinds?: Readonly<Record<string, string>>;
  /** `ferry.yaml:14:9`, where it is named; absent when it wasn't named in a file. */
  readonly at?: string;
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

/** A file of a directory whose text has been read. */
export interface ReadText {
  /** Below the directory. */
  readonly name: string;
  readonly text: string;
  /** What the text says as YAML; null when it can't be parsed. */
  readonly value: unknown;
}

/** What lies beside a file in its directory. */
interface Beside {
  /** Every table that some mapping of the directory names and that is there. */
  readonly tables: Readonly<Record<string, string>>;
  /** Names of all tables that are there. */
  readonly tableNames: readonly string[];
  readonly lock: Lock | null;
}

/** Reads a file of a directory as text. Throws UsageError `mapping-unreadable`. */
export async function readYaml(location: DirectoryLocation, name: string): Promise<ReadText> {
  const file = shownIn(location, name);
  const text = await readUtf8(path.join(location.dir, name), file);
  return { name, text, value: readSourceText(file, text).value };
}

const MAPPING_KEYS = ['mapping', 'from', 'to', 'fields', 'each'];

/** Whether a YAML file says nothing that a mapping says, as ferry.yaml does when it lies in the same directory. Pure. */
export function isForeign({ value }: ReadText): boolean {
  return isObject(value) && Object.keys(value).length > 0 && !MAPPING_KEYS.some((key) => Object.hasOwn(value, key));
}

/** Compiles one file of a directory. Its mistakes are in the result. */
export function compileFile(location: DirectoryLocation, { name, text, value }: ReadText, beside: Beside): FoundFile {
  const file = shownIn(location, name);
  const { tableNames, lock } = beside;
  const named = new Set(tablesNamed(value));
  const tables = Object.fromEntries(Object.entries(beside.tables).filter(([table]) => named.has(table)));
  const textual = textualSources(location.kinds ?? {});
  try {
    const mapping = compileMapping({ file, text, tables, tableNames, textual, sha256 });
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
