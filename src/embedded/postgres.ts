/** One PostgreSQL server of ours: creates its data directory completely or not at all, then runs on loopback. */
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { FatalError } from '../errors.ts';
import { type Account, changeOwner } from './account.ts';
import { type ChildServer, startServer } from './child-server.ts';
import { LOOPBACK } from './ports.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';

/** One server: which programs, whose account, where its data lies. */
export interface PostgresPlan {
  readonly binaries: PostgresBinaries;
  readonly account: Account | undefined;
  /** Its parent must exist and be reachable for the account. */
  readonly dataDir: string;
  readonly port: number;
  readonly password: string;
  readonly logFile: string;
  /** Further `-c` settings, such as `fsync=off` for tests. */
  readonly settings?: readonly string[];
}

const run = promisify(execFile);
const USER = 'ferry';
const DATABASE = 'ferry';

const SETTINGS = [
  `listen_addresses=${LOOPBACK}`,
  'unix_socket_directories=',
  'shared_buffers=64MB',
  'max_wal_size=1GB',
  'wal_level=minimal',
  'max_wal_senders=0',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  // Errors quote values, and values are record contents: they go to whoever asked, not to the log.
  'log_min_messages=log',
  'log_min_error_statement=panic',
  'log_error_verbosity=terse',
];

/** The address of a database on that server. */
export function postgresUrl(plan: Pick<PostgresPlan, 'port' | 'password'>, database = DATABASE): string {
  return `postgres://${USER}:${plan.password}@${LOOPBACK}:${plan.port}/${database}`;
}

/**
 * Starts the server, on new data with an empty database `ferry` when there is none yet.
 * Only one caller at a time per data directory.
 * @throws FatalError `postgres-start-failed`, `initdb-failed`, `postgres-version-mismatch`
 */
export async function startPostgres(plan: PostgresPlan): Promise<ChildServer> {
  await createCluster(plan);
  const settings = [`port=${plan.port}`, ...SETTINGS, ...(plan.settings ?? [])];
  return startServer({
    name: 'postgres',
    program: path.join(plan.binaries.binDir, 'postgres'),
    args: ['-D', plan.dataDir, ...settings.flatMap((setting) => ['-c', setting])],
    account: plan.account,
    logFile: plan.logFile,
    stopSignal: 'SIGINT', // "fast": ends sessions, writes a checkpoint; SIGTERM would wait for every client
    isReady: (pid) => isReady(plan.dataDir, pid),
  });
}

/** The major version that made the data, or undefined when there is none yet. */
export async function clusterVersion(dataDir: string): Promise<string | undefined> {
  const text = await readFile(path.join(dataDir, 'PG_VERSION'), 'utf8').catch(() => undefined);
  return text?.trim();
}

/** As pg_ctl does it: line 1 is the pid, line 8 the state. Doesn't depend on the language of the log. */
async function isReady(dataDir: string, pid: number): Promise<boolean> {
  const lines = (await readFile(path.join(dataDir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
}

async function createCluster(plan: PostgresPlan): Promise<void> {
  await removePartial(plan.dataDir);
  const made = await clusterVersion(plan.dataDir);
  if (made === undefined) return initialise(plan);
  if (made === majorOf(plan)) return;
  throw new FatalError(
    `The data was made by PostgreSQL ${made}, but the programs found are ${plan.binaries.version}.`,
    {
      code: 'postgres-version-mismatch',
      at: plan.dataDir,
      hint: `Set PG_BIN_DIR to the programs of PostgreSQL ${made}, or use another FERRY_HOME.`,
    },
  );
}

/** Creates the cluster in another directory and renames that when it is complete: a kill at any time leaves no half cluster. */
async function initialise(plan: PostgresPlan): Promise<void> {
  const partial = `${plan.dataDir}.${process.pid}.new`;
  const passwordFile = `${partial}.pw`;
  const exec = { ...plan.account, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C' } };
  try {
    await mkdir(partial, { mode: 0o700 });
    await writeFile(passwordFile, plan.password, { mode: 0o600 });
    await changeOwner(plan.account, partial);
    await changeOwner(plan.account, passwordFile);
    await run(path.join(plan.binaries.binDir, 'initdb'), initArguments(plan, partial, passwordFile), exec);
    await createDatabase(plan, partial, exec);
  } catch (error) {
    const reason = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : String(error);
    throw new FatalError(`PostgreSQL could not create its data directory: ${reason.split('\n').at(-1)}`, {
      code: 'initdb-failed',
      at: plan.dataDir,
      hint: 'Run `ferry doctor`: it checks disk space and programs.',
      cause: error,
    });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(partial, plan.dataDir);
}

function initArguments(plan: PostgresPlan, dataDir: string, passwordFile: string): string[] {
  // The built-in provider knows upper and lower case of every script, and sorts by code point on every machine.
  const unicode = Number(majorOf(plan)) >= 17 ? ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'] : [];
  const access = ['-U', USER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  // Syncing costs up to ten seconds on a busy disk, and there is nothing to lose yet that can't be made again.
  return ['-D', dataDir, ...access, '-E', 'UTF8', '--locale=C', ...unicode, '--no-instructions', '--no-sync'];
}

async function createDatabase(plan: PostgresPlan, dataDir: string, exec: object): Promise<void> {
  const single = run(path.join(plan.binaries.binDir, 'postgres'), ['--single', '-F', '-D', dataDir, 'postgres'], exec);
  single.child.stdin?.end(`create database ${DATABASE}\n`);
  await single;
}

function majorOf(plan: PostgresPlan): string {
  return plan.binaries.version.split('.')[0] ?? '';
}

async function removePartial(dataDir: string): Promise<void> {
  const parent = path.dirname(dataDir);
  const left = (await readdir(parent)).filter((name) => name.startsWith(`${path.basename(dataDir)}.`));
  await Promise.all(
    left.filter((name) => /\.new(\.pw)?$/.test(name)).map((name) => rm(path.join(parent, name), { recursive: true })),
  );
}
