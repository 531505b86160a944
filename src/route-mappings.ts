/** The mapping files of a route: read, compiled, and bound to the sources they read from. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { MappingDir, Route } from './config.ts';
import { UsageError } from './errors.ts';
import { type CompiledMapping, compileMapping } from './mapping/compile.ts';
import { MappingError } from './mapping/mapping-error.ts';
import { sha256 } from './sha256.ts';

/** A mapping as it lies on disk, with what a run pins of it. */
export interface MappingFile {
  readonly mapping: CompiledMapping;
  /** For messages: as the user wrote the directory. */
  readonly file: string;
  readonly text: string;
  readonly tables: Readonly<Record<string, string>>;
}

/** A mapping and the source (by its name in the configuration) it reads. */
export interface BoundMapping extends MappingFile {
  readonly source: string;
}

interface DirFile extends MappingFile {
  readonly dir: MappingDir;
}

/** Compiles every mapping of the route. Throws UsageError `mapping-invalid` with all mistakes of all files. */
export async function routeMappings(
  route: Route,
  kinds: Readonly<Record<string, string>>,
): Promise<readonly BoundMapping[]> {
  const files = (await Promise.all(route.mappings.map(readDir))).flat();
  const broken = files.flatMap((file) => ('error' in file ? [file.error] : []));
  if (broken.length > 0) {
    const message = broken.map((error) => error.message).join('\n\n');
    const [first] = broken.flatMap(({ issues }) => issues);
    const at = first === undefined ? {} : { at: `${first.file}:${first.line}:${first.column}` };
    throw new UsageError(message, { code: 'mapping-invalid', hint: 'mend the mapping, then: ferry check', ...at });
  }
  return files.flatMap((file) => ('error' in file ? [] : [{ ...file, source: sourceOf(file, route, kinds) }]));
}

async function readDir(dir: MappingDir): Promise<(DirFile | { error: MappingError })[]> {
  const names = await list(dir);
  const tables = await readTables(dir, names);
  const files = names.filter((name) => /^[^/]+\.ya?ml$/.test(name) && !name.startsWith('mappings.lock.'));
  if (files.length === 0) {
    throw new UsageError(`there is no mapping in ${dir.shown}`, { code: 'mapping-missing', at: dir.shown });
  }
  return Promise.all(files.map((name) => compileFile(dir, name, tables)));
}

async function list(dir: MappingDir): Promise<string[]> {
  try {
    const names = await readdir(dir.dir, { recursive: true, encoding: 'utf8' });
    return names.map((name) => name.split(path.sep).join('/')).sort();
  } catch (error) {
    const hint = 'name a directory of mapping files; relative ones start where ferry.yaml lies';
    const message = `there is no directory ${dir.shown}`;
    throw new UsageError(message, { code: 'mapping-missing', at: dir.shown, hint, cause: error });
  }
}

/** Lookup tables by the name mappings use: the path below the mapping directory. */
async function readTables(dir: MappingDir, names: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const tables = names.filter((name) => name.endsWith('.csv'));
  const texts = await Promise.all(tables.map((name) => readFile(path.join(dir.dir, name), 'utf8')));
  return Object.fromEntries(tables.map((name, index) => [name, texts[index] ?? '']));
}

async function compileFile(
  dir: MappingDir,
  name: string,
  tables: Readonly<Record<string, string>>,
): Promise<DirFile | { error: MappingError }> {
  const file = path.posix.join(dir.shown.split(path.sep).join('/'), name);
  const text = await readFile(path.join(dir.dir, name), 'utf8');
  try {
    return { mapping: compileMapping({ file, text, tables, sha256 }), file, text, tables, dir };
  } catch (error) {
    if (error instanceof MappingError) return { error };
    throw error;
  }
}

/** A mapping names its source by name; by kind when exactly one source of the route is of it, or its directory says which. */
function sourceOf(file: DirFile, route: Route, kinds: Readonly<Record<string, string>>): string {
  const wanted = file.mapping.from.source;
  if (file.dir.from !== null && (wanted === file.dir.from || wanted === kinds[file.dir.from])) return file.dir.from;
  if (file.dir.from !== null) {
    throw unbound(file, `is for ${wanted}, but the route reads its directory for ${file.dir.from}`);
  }
  if (route.from.includes(wanted)) return wanted;
  const ofKind = route.from.filter((name) => kinds[name] === wanted);
  const [only] = ofKind;
  if (ofKind.length === 1 && only !== undefined) return only;
  throw unbound(
    file,
    ofKind.length === 0
      ? `reads ${wanted}, which is no source of route ${route.name} (${route.from.join(', ')})`
      : `reads ${wanted}, and the route has several of that kind (${ofKind.join(', ')})`,
  );
}

function unbound({ file }: DirFile, message: string): UsageError {
  const hint = 'say in the route which source the directory is for: mappings: [{ dir: DIR, from: SOURCE }]';
  return new UsageError(`${file} ${message}`, { code: 'mapping-unbound', at: file, hint });
}
