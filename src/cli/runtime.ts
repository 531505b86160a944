/** Brings up what a command needs (servers, console, ledger, landing, client) and takes it down again, newest first. */
import path from 'node:path';
import type { Client } from '@temporalio/client';
import { openHome } from '../embedded/home.ts';
import { acquireServices, type Services } from '../embedded/services.ts';
import { TransientError } from '../errors.ts';
import { openLanding } from '../landing/directory.ts';
import type { Landing } from '../landing/port.ts';
import { openLedger } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/port.ts';
import type { Connection } from '../project/configuration.ts';
import { ensureSearchAttributes, openClient } from '../runs/temporal.ts';
import { keepConsole } from './console-child.ts';
import type { Context } from './context.ts';
import { liveUp } from './up-file.ts';

/** A console of ours, and how to be let in. */
export interface ConsolePlace {
  readonly url: string;
  /** Holds the token that may operate; never the token itself. */
  readonly tokenFile: string;
  /** Whether `ferry up` keeps it; otherwise it goes when the command does. */
  readonly kept: boolean;
}

/** What opening needs; `note` is called with what takes long. */
export interface RuntimeOptions {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
}

/** Servers and connections of one command. Closed as a whole, newest first. */
export interface Runtime {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly services: Services;
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly client: Client;
  /** The console that Ferry brings along: the one that `ferry up` keeps, else one of this command's own. */
  bringConsole(): Promise<ConsolePlace>;
  /** Takes down what this command brought up, and nothing else. Repeats safely. */
  close(): Promise<void>;
}

/** Opens what the command needs, acts, and closes it again, however acting ended. */
export async function withRuntime<T>(
  { home, env, output }: Pick<Context, 'home' | 'env' | 'output'>,
  act: (runtime: Runtime) => Promise<T>,
): Promise<T> {
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    return await act(runtime);
  } finally {
    await runtime.close();
  }
}

/** Whatever fails halfway, what was up already is taken down before the error goes on. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
  };
  try {
    return { ...(await bringUp(options, closers)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function bringUp(options: RuntimeOptions, closers: (() => Promise<unknown>)[]): Promise<Omit<Runtime, 'close'>> {
  const { home, env, note } = options;
  await openHome(home);
  const services = await acquireServices({ home, env, note });
  closers.push(() => services.release());
  const ledger = await openLedger(services.databaseUrl);
  closers.push(() => ledger.close());
  const { client, connection } = await openClient(services.temporalAddress).catch((error: unknown) => {
    throw unreachable(services, error);
  });
  closers.push(() => connection.close());
  await ensureSearchAttributes(client);
  const landing = openLanding(landingDir(home));
  let place: Promise<ConsolePlace> | null = null;
  const bringConsole = () => {
    place ??= consoleOf(options, services, closers);
    return place;
  };
  return { home, env, services, ledger, landing, client, bringConsole };
}

/** Of the landing that Ferry keeps itself. */
export function landingDir(home: string): string {
  return path.join(home, 'landing');
}

function unreachable({ temporalAddress, embedded }: Services, cause: unknown): TransientError {
  const hint = embedded.temporal ? 'ferry doctor' : 'start it, or correct TEMPORAL_ADDRESS, or unset it: ferry doctor';
  return new TransientError(`Temporal can't be reached at ${temporalAddress}`, {
    code: 'temporal-unreachable',
    hint,
    cause,
  });
}

async function consoleOf(
  { home, env }: RuntimeOptions,
  services: Services,
  closers: (() => Promise<unknown>)[],
): Promise<ConsolePlace> {
  const up = await liveUp(home);
  if (up !== null) return { ...up.console, kept: true };
  const child = await keepConsole(home, { ...env, DATABASE_URL: services.databaseUrl, FERRY_HOME: home });
  closers.push(child.stop);
  return { ...child.place, kept: false };
}

/** The console that Ferry brings along, as a target of configurations that name none. */
export function embeddedTarget(place: Pick<ConsolePlace, 'url' | 'tokenFile'> | null): Connection | null {
  return place === null ? null : { kind: 'console', url: place.url, token: `file:${place.tokenFile}` };
}
