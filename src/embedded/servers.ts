/** The two servers of one home: finds their programs, clears what a killed keeper left, starts them where they were. */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { FatalError } from '../errors.ts';
import type { Account } from './account.ts';
import {
  accountFor,
  homeOf,
  OUTSIDE,
  POSTGRES_NOTES,
  placeData,
  postgresNotes,
  recall,
  temporalNotes,
  writeWhole,
} from './home.ts';
import type { Served, Want } from './messages.ts';
import { freePort, LOOPBACK } from './ports.ts';
import { clusterVersion, type PostgresPlan, postgresUrl, startPostgres } from './postgres.ts';
import { findPostgres, type PostgresBinaries } from './postgres-binaries.ts';
import { stopStrays } from './strays.ts';
import { startTemporal, temporalAddress } from './temporal.ts';
import { cacheDirs, findTemporal } from './temporal-binary.ts';
import { type Watch, type WatchedServer, watchServer } from './watched-server.ts';

const TEMPORAL_DATABASE = 'temporal.db';

/** The home whose servers they are, and whom to tell about them. */
export interface Household extends Pick<Watch, 'note' | 'mayRestart' | 'lost'> {
  /** As `openHome` returned it. */
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Starts PostgreSQL and keeps it alive. Only the holder of the home's lock may call it. */
async function serveDatabase(household: Household): Promise<{ databaseUrl: string; server: WatchedServer }> {
  const { home, env, note } = household;
  const account = await accountFor(home);
  const binaries = await findPostgres({ env, account, spareDir: spareDir(home, env, account) });
  const plan = await planPostgres(home, account, binaries);
  const start = async () => {
    await stopStrays(plan.dataDir); // sessions of a killed server still hold its memory
    return startPostgres(plan);
  };
  if (!(await clusterVersion(plan.dataDir))) note(`Creating a database (PostgreSQL ${binaries.version}) …`);
  const server = await watchServer({ ...household, name: 'PostgreSQL', start });
  return { databaseUrl: postgresUrl(plan), server };
}

/** Starts the Temporal dev server and keeps it alive. Only the holder of the home's lock may call it. */
async function serveTemporal(
  household: Household,
): Promise<{ temporalAddress: string; temporalUi: string; server: WatchedServer }> {
  const { home, env, note } = household;
  const databaseFile = path.join(home, TEMPORAL_DATABASE);
  const binary = await findTemporal({ home, env, note });
  const file = path.join(home, 'temporal.json');
  const kept = await recall(file, temporalNotes);
  const ports = { port: await freePort(kept?.port), uiPort: await freePort(kept?.uiPort) };
  await writeWhole(file, JSON.stringify(ports));
  const plan = { ...ports, binary, databaseFile, logFile: path.join(home, 'logs', 'temporal.log') };
  const server = await watchServer({ ...household, name: 'Temporal', start: () => startTemporal(plan) });
  return { temporalAddress: temporalAddress(plan), temporalUi: `http://${LOOPBACK}:${ports.uiPort}`, server };
}

/** Stops what a killed keeper left running here. Only the holder of the home's lock may call it. */
export async function clearHome(home: string): Promise<void> {
  const outside = (await recall(path.join(home, POSTGRES_NOTES), postgresNotes))?.outside;
  const ours = outside && (await homeOf(outside)) === home; // a copied home names the original's data
  const dataDir = path.join(ours ? outside : home, 'pg');
  await Promise.all([stopStrays(dataDir), stopStrays(path.join(home, TEMPORAL_DATABASE))]);
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
  const file = path.join(home, POSTGRES_NOTES);
  const kept = await recall(file, postgresNotes);
  const { dataDir, outside } = await placeData({ home, account, outside: kept?.outside ?? null });
  if (!kept && (await clusterVersion(dataDir))) throw passwordLost(file);
  const port = await freePort(kept?.port);
  const password = kept?.password ?? randomBytes(24).toString('hex');
  // Noted before anything is created: data whose password nobody kept could never be opened.
  await writeWhole(file, JSON.stringify({ port, password, outside }));
  return { binaries, account, dataDir, port, password, logFile: path.join(home, 'logs', 'postgres.log') };
}

function passwordLost(file: string): FatalError {
  return new FatalError('There is a database here, but the note with its password is gone.', {
    code: 'home-damaged',
    at: file,
    hint: 'Restore the file from a backup, or use another FERRY_HOME.',
  });
}

/** Both servers of a home. Calls may overlap: each server is started once. */
export interface Servers {
  /** Starts what is wanted and not running yet; after a failure the next call tries again. */
  ensure(want: Want): Promise<Served>;
  stop(): Promise<void>;
}

/** Both servers of a home, each started when it is first wanted. */
export function createServers(household: Household): Servers {
  const database = startOnce(() => serveDatabase(household));
  const temporal = startOnce(() => serveTemporal(household));
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
