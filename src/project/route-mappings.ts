/** The mapping files of a route: read, compiled, and bound to the sources they read from. */
import { UsageError } from '../errors.ts';
import { refuseBroken } from './broken-mappings.ts';
import type { MappingDir, Route } from './configuration.ts';
import { readMappingDir } from './mapping-directory.ts';
import type { MappingFile } from './mapping-file.ts';

/** A mapping and the source (by its name in the configuration) it reads. */
export interface BoundMapping extends MappingFile {
  readonly source: string;
}

interface DirFile extends MappingFile {
  readonly dir: MappingDir;
}

/**
 * Compiles every mapping of the route and gives the newest version of each. Throws UsageError `mapping-invalid` with all
 * mistakes of all files, and what `readMappingDir` throws. What differs from the lock is marked (`lock`), not refused.
 */
export async function routeMappings(
  route: Route,
  kinds: Readonly<Record<string, string>>,
): Promise<readonly BoundMapping[]> {
  const dirs = await Promise.all(
    route.mappings.map(async (dir) => ({ dir, read: await readMappingDir({ ...dir, kinds }) })),
  );
  refuseBroken(dirs.flatMap(({ read }) => read.broken));
  const files = dirs.flatMap(({ dir, read }) => read.used.map((file): DirFile => ({ ...file, dir })));
  return files.map((file) => ({ ...file, source: sourceOf(file, route, kinds) }));
}

/** Throws UsageError `mapping-drift` when a mapping's content differs from what the lock has for its version. */
export function refuseDrift(mappings: readonly MappingFile[]): void {
  const drifted = mappings.filter(({ lock }) => lock === 'drifted');
  const [first] = drifted;
  if (first === undefined) return;
  const names = drifted.map(({ mapping, file }) => `${mapping.name} ${mapping.version} (${file})`).join(', ');
  throw new UsageError(`${names}: not what was locked under this version`, {
    code: 'mapping-drift',
    at: first.file,
    hint: 'give what changed a new version; ferry mapping lock says which',
  });
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
