/** The two servers of one home: finds their programs, stops what a killed keeper left, starts them on their data and ports. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { FatalError } from '../errors.ts';
import type { Account } from './account.ts';
import {
  accountFor,
  homeOf,
  locateData,
  OUTSIDE,
  POSTGRES_FILE,
  postgresSettings,
  readKept,
  temporalSettings,
  writeAtomically,
} from './home.ts';
import type { Served, Want } from './keeper-protocol.ts';
import { stopOrphans } from './orphans.ts';
import { freePort, LOOPBACK } from './ports.ts';
import { clusterVersion, type PostgresPlan, postgresUrl, startPostgres } from './postgres.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import { startTemporal, temporalAddress } from './temporal.ts';
import { findTemporal } from './temporal-binary.ts';
import { cacheDirs } from './temporal-cache.ts';
import { type Watch, type WatchedServer, watchServer } from './watched-server.ts';

const TEMPORAL_DATABASE = 'temporal.db';

/** The home whose servers they are, and what to call when they end or come back. */
export interface ServersOptions extends Pick<Watch, 'note' | 'mayRestart' | 'lost'> {
  /** As `openHome` returned it. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts PostgreSQL and keeps it alive. Only the holder of the home's lock may call it. */
async function serveDatabase(options: ServersOptions): Promise<{ databaseUrl: string; server: WatchedServer }> {
  const { home, env, note } = options;
  const account = await accountFor(home);
  const binaries = await findPostgres({ env, account, spareDir: spareDir(home, env, account) });
  const plan = await planPostgres(home, account, binaries);
  const start = async () => {
    await stopOrphans(plan.dataDir); // sessions of a killed server still hold its memory
    return startPostgres(plan);
  };
  if (!(await clusterVersion(plan.dataDir))) note(`Creating a database (PostgreSQL ${binaries.version}) …`);
  const server = await watchServer({ ...options, name: 'PostgreSQL', start });
  return { databaseUrl: postgresUrl(plan), server };
}

/** Starts the Temporal dev server and keeps it alive. Only the holder of the home's lock may call it. */
async function serveTemporal(
  options: ServersOptions,
): Promise<{ temporalAddress: string; temporalUi: string; server: WatchedServer }> {
  const { home, env, note } = options;
  const databaseFile = path.join(home, TEMPORAL_DATABASE);
  const binary = await findTemporal({ home, env, note });
  const file = path.join(home, 'temporal.json');
  const kept = await readKept(file, temporalSettings);
  const ports = { port: await freePort(kept?.port), uiPort: await freePort(kept?.uiPort) };
  await writeAtomically(file, JSON.stringify(ports));
  const plan = { ...ports, binary, databaseFile, logFile: path.join(home, 'logs', 'temporal.log') };
  const server = await watchServer({ ...options, name: 'Temporal', start: () => startTemporal(plan) });
  return { temporalAddress: temporalAddress(plan), temporalUi: `http://${LOOPBACK}:${ports.uiPort}`, server };
}

/** Stops what a killed keeper left running here. Only the holder of the home's lock may call it. */
export async function clearHome(home: string): Promise<void> {
  const outside = (await readKept(path.join(home, POSTGRES_FILE), postgresSettings))?.outside;
  const ours = outside && (await homeOf(outside)) === home; // a copied home names the original's data
  const dataDir = path.join(ours ? outside : home, 'pg');
  await Promise.all([stopOrphans(dataDir), stopOrphans(path.join(home, TEMPORAL_DATABASE))]);
}

/** Where programs are copied to when they can't be used where they lie. */
export function spareDir(home: string, env: NodeJS.ProcessEnv, account: Account | undefined): string {
  return account ? OUTSIDE : (cacheDirs(home, env)[0] ?? home);
}

async function planPostgres(
  home: string,
  account: Account | undefined,
  binaries: PostgresBinaries,
): Promise<PostgresPlan> {
  const file = path.join(home, POSTGRES_FILE);
  const kept = await readKept(file, postgresSettings);
  const { dataDir, outside } = await locateData({ home, account, outside: kept?.outside ?? null });
  if (!kept && (await clusterVersion(dataDir))) throw passwordLost(file);
  const port = await freePort(kept?.port);
  const password = kept?.password ?? randomBytes(24).toString('hex');
  // Written before anything is created: a database whose password was lost could never be opened.
  await writeAtomically(file, JSON.stringify({ port, password, outside }));
  return { binaries, account, dataDir, port, password, logFile: path.join(home, 'logs', 'postgres.log') };
}

function passwordLost(file: string): FatalError {
  return new FatalError('There is a database here, but the file with its password is gone.', {
    code: 'home-damaged',
    at: file,
    hint: 'Restore the file from a backup, or use another FERRY_HOME.',
  });
}

/**
 * Both servers of a home. Calls may overlap: each server is started once.
 *
 * ```ts
 * const servers = createServers({ home, env: process.env, note: console.error, mayRestart: () => holdsLock(home), lost });
 * const { databaseUrl } = await servers.ensure({ database: true, temporal: false });
 * await servers.stop();
 * ```
 */
export interface Servers {
  /** Starts what is wanted and not running yet; after a failure the next call tries again. */
  ensure(want: Want): Promise<Served>;
  stop(): Promise<void>;
}

/** Both servers of a home, each started when it is first wanted. */
export function createServers(options: ServersOptions): Servers {
  const database = startOnce(() => serveDatabase(options));
  const temporal = startOnce(() => serveTemporal(options));
  return {
    ensure: async (want) => {
      const [data, flow] = await Promise.all([
        want.database ? database.get() : undefined,
        want.temporal ? temporal.get() : undefined,
      ]);
      return {
        databaseUrl: data?.databaseUrl ?? null,
        temporalAddress: flow?.temporalAddress ?? null,
        temporalUi: flow?.temporalUi ?? null,
      };
    },
    stop: async () => {
      await Promise.all([database.stop(), temporal.stop()]);
    },
  };
}

function startOnce<T extends { server: WatchedServer }>(start: () => Promise<T>) {
  let running: Promise<T> | undefined;
  return {
    get: () => {
      running ??= start().catch((error: unknown) => {
        running = undefined;
        throw error;
      });
      return running;
    },
    stop: async () => {
      const started = await running?.catch(() => undefined);
      await started?.server.stop();
    },
  };
}
