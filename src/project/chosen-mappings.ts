/** The mapping directories and files that somebody named; without any, those of the routes in ferry.yaml. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors.ts';
import { loadConfig } from './configuration.ts';
import { type MappingDirectory, readMappingDir } from './mapping-directory.ts';
import { type DirectoryLocation, isMappingFile, shownIn } from './mapping-file.ts';

/** A directory and, when a file of it was named, that file alone. */
export interface Chosen {
  readonly read: MappingDirectory;
  /** As messages name it; null: all of the directory. */
  readonly file: string | null;
}

/** The configuration whose routes name mappings when nobody else does. */
interface Configured {
  /** Path of ferry.yaml. */
  readonly config: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * What the paths name: a mapping file, a directory of them, or a directory of such directories. Throws UsageError
 * `mapping-missing` for what isn't there, and what `readMappingDir` throws.
 */
export async function chosenMappings(paths: readonly string[], named: Configured): Promise<readonly Chosen[]> {
  const all = paths.length === 0 ? await configured(named) : (await Promise.all(paths.map(locationsOf))).flat();
  const distinct = all.filter(
    ({ dir, only }, index) => all.findIndex((other) => other.dir === dir && other.only === only) === index,
  );
  return Promise.all(
    distinct.map(async (location) => ({
      read: await readMappingDir(location),
      file: location.only === null ? null : shownIn(location, location.only),
    })),
  );
}

interface Location extends DirectoryLocation {
  /** The name of the one file that is meant; null: all of them. */
  readonly only: string | null;
}

async function configured({ config, env }: Configured): Promise<readonly Location[]> {
  try {
    const { routes, sources } = await loadConfig(config, env);
    const kinds = Object.fromEntries(Object.entries(sources).map(([name, { kind }]) => [name, String(kind)]));
    return Object.values(routes).flatMap(({ mappings }) =>
      mappings.map(({ dir, shown }) => ({ dir, shown, kinds, only: null })),
    );
  } catch (error) {
    if (!(error instanceof UsageError) || error.code !== 'config-missing') throw error;
    const hint = 'name directories or files of mappings: ferry mapping check mappings/my-route';
    throw new UsageError(`no mapping is named, and there is no ${config}`, {
      code: 'mapping-missing',
      hint,
      cause: error,
    });
  }
}

async function locationsOf(shown: string): Promise<readonly Location[]> {
  const dir = path.resolve(shown);
  const kind = await kindOf(dir);
  if (kind === 'file') return [fileAt(shown)];
  if (kind === null) {
    const hint = 'name a mapping file, or a directory of them';
    throw new UsageError(`there is no ${shown}`, { code: 'mapping-missing', at: shown, hint });
  }
  if (await holdsMappings(dir, shown)) return [{ dir, shown, only: null }];
  const below = await foldersOf(dir);
  const inside = below.map((name) => ({ dir: path.join(dir, name), shown: path.join(shown, name), only: null }));
  const found = await Promise.all(
    inside.map(async (location) => ((await holdsMappings(location.dir, location.shown)) ? [location] : [])),
  );
  if (found.flat().length > 0) return found.flat();
  throw new UsageError(`there is no mapping in ${shown}`, { code: 'mapping-missing', at: shown });
}

function fileAt(shown: string): Location {
  const only = path.basename(shown);
  if (!isMappingFile(only)) {
    const hint = 'mappings are files that end in .yaml';
    throw new UsageError(`${shown} is no mapping file`, { code: 'mapping-missing', at: shown, hint });
  }
  return { dir: path.resolve(path.dirname(shown)), shown: path.dirname(shown), only };
}

async function kindOf(file: string): Promise<'file' | 'dir' | null> {
  try {
    return (await stat(file)).isDirectory() ? 'dir' : 'file';
  } catch {
    // Whatever the reason, what was named can't be used; the caller says so.
    return null;
  }
}

async function holdsMappings(dir: string, shown: string): Promise<boolean> {
  return (await listed(dir, shown)).some((each) => each.isFile() && isMappingFile(each.name));
}

async function foldersOf(dir: string): Promise<readonly string[]> {
  const found = await listed(dir, dir);
  return found.flatMap((each) => (each.isDirectory() ? [each.name] : [])).sort();
}

async function listed(dir: string, shown: string) {
  try {
    return await readdir(dir, { withFileTypes: true });
  } catch (error) {
    const hint = 'see that you may read it';
    throw new UsageError(`the directory ${shown} can't be read`, {
      code: 'mapping-unreadable',
      at: shown,
      hint,
      cause: error,
    });
  }
}
