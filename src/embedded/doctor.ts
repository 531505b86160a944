/** What `ferry doctor` reports on what Ferry needs to run: what was found, which version, what to type. */
import { existsSync } from 'node:fs';
import { access, constants, readdir, stat, statfs } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { isFerryError } from '../errors.ts';
import { type Finding, missing, ok, warn } from './finding.ts';
import { accountFor, homeOf, OUTSIDE } from './home.ts';
import { inspectTemporal } from './inspect-temporal.ts';
import { oldNode } from './node-version.mjs';
import { findPostgres } from './postgres-binaries.ts';
import { reachKeeper } from './reach-keeper.ts';
import { spareDir } from './servers.ts';
import { installedTemporal } from './temporal-binary.ts';
import { cachedTemporal, pinForHere } from './temporal-cache.ts';
import { pipCommand } from './temporal-download.ts';

/** Where to look. Starts no server, downloads nothing; may link or copy PostgreSQL's programs so that they start. */
export interface InspectOptions {
  /** FERRY_HOME; looked at, not created. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

const GIB = 2 ** 30;

/** Starts no server and never throws: whatever is wrong is a finding. */
export async function inspectServices(options: InspectOptions): Promise<Finding[]> {
  const home = path.resolve(options.home);
  const { env } = options;
  const findings = await Promise.all([
    [inspectNode()],
    inspectHome(home),
    [env.DATABASE_URL ? await inspectDatabase(env.DATABASE_URL) : await inspectPrograms(home, env)],
    env.TEMPORAL_ADDRESS
      ? inspectTemporal(env.TEMPORAL_ADDRESS, env.TEMPORAL_NAMESPACE ?? 'default')
      : inspectTemporalProgram(home, env),
    inspectLeftovers(),
  ]);
  return findings.flat();
}

function inspectNode(): Finding {
  const { node } = process.versions;
  const hint = oldNode(node);
  return hint === null ? ok('node', node) : missing('node', node, hint);
}

/** Whether this can be FERRY_HOME, and the room it has. Creates nothing. */
export async function inspectHome(home: string): Promise<Finding[]> {
  let existing = home;
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize, blocks } = await statfs(existing);
  const trouble = blocks === 0 ? `${existing} can hold no files` : await notWritable(existing);
  const keeper = await reachKeeper(home);
  keeper?.socket.destroy();
  const found = `${home}${keeper ? ', embedded servers running' : ''}`;
  return [
    trouble === null ? ok('home', found) : missing('home', trouble, 'Set FERRY_HOME to a directory that can be made.'),
    judgeSpace(bavail * bsize),
  ];
}

async function notWritable(existing: string): Promise<string | null> {
  if (!(await stat(existing)).isDirectory()) return `${existing} is a file, not a directory`;
  return access(existing, constants.W_OK).then(
    () => null,
    () => `${existing} is not writable`,
  );
}

function judgeSpace(bytes: number): Finding {
  const found = `${(bytes / GIB).toFixed(1)} GiB free`;
  const hint = 'Free some, or set FERRY_HOME to a larger disk: landing keeps all that is read.';
  if (bytes < GIB / 4) return missing('disk', found, hint);
  return bytes < 2 * GIB ? warn('disk', found, hint) : ok('disk', found);
}

async function inspectDatabase(url: string): Promise<Finding> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: string }>(`select current_setting('server_version') as version`);
    return ok('database', `DATABASE_URL, PostgreSQL ${rows[0]?.version}`);
  } catch (error) {
    const reason = error instanceof Error ? error.message || error.name : String(error);
    return missing(
      'database',
      `DATABASE_URL: ${reason}`,
      'Correct DATABASE_URL, or unset it to use our own PostgreSQL.',
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function inspectPrograms(home: string, env: NodeJS.ProcessEnv): Promise<Finding> {
  const account = await accountFor(home);
  return findPostgres({ env, account, spareDir: spareDir(home, env, account) }).then(
    ({ version, origin, binDir }) => ok('database', `PostgreSQL ${version} of ours (${origin}: ${binDir})`),
    (error: unknown) => fromError('database', error),
  );
}

async function inspectTemporalProgram(home: string, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  try {
    const program = installedTemporal(env) ?? (await cachedTemporal({ home, env }));
    if (program) return [ok('temporal', `${program.version} (${program.origin}: ${program.file})`)];
  } catch (error) {
    return [fromError('temporal', error)];
  }
  const pip = pipCommand(env);
  if (!pinForHere())
    return [missing('temporal', `none, and none is pinned for ${process.platform}-${process.arch}`, INSTALL)];
  if (!pip) return [missing('temporal', 'none', INSTALL), missing('pip', 'none', 'Install pip, or Temporal by hand.')];
  return [
    warn('temporal', 'not here yet: the first command fetches it (45 MB)', 'Nothing to do where pip has an index.'),
    ok('pip', pip.version),
  ];
}

const INSTALL = 'Install the `temporal` CLI, or set TEMPORAL_CLI_PATH to it, or TEMPORAL_ADDRESS to a running server.';

/** Databases of homes that were removed: root keeps them outside its home, where nobody would look for them. */
async function inspectLeftovers(): Promise<Finding[]> {
  const names = await readdir(OUTSIDE).catch(() => []);
  const dirs = names.map((name) => path.join(OUTSIDE, name)).filter((dir) => existsSync(path.join(dir, 'home')));
  const owners = await Promise.all(dirs.map((dir) => homeOf(dir).catch(() => 'somebody')));
  const left = dirs.filter((_, index) => owners[index] === undefined);
  if (left.length === 0) return [];
  return [warn('left data', `${left.length} databases of homes that are gone`, `rm -r ${left.join(' ')}`)];
}

function fromError(name: string, error: unknown): Finding {
  if (isFerryError(error)) return missing(name, error.message, error.hint ?? '');
  return missing(name, String(error), '');
}
