/** Brings up what a command needs (servers, console, ledger, landing, client) and takes it down again, newest first. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Client } from '@temporalio/client';
import { z } from 'zod';
import type { Connection } from '../config.ts';
import { acquireParts, type Parts } from '../embedded/parts.ts';
import { FatalError, TransientError } from '../errors.ts';
import { openLanding } from '../landing/directory.ts';
import type { Landing } from '../landing/port.ts';
import { openLedger } from '../ledger/ledger.ts';
import type { Ledger } from '../ledger/port.ts';
import { ensureSearchAttributes, openClient } from '../temporal.ts';
import { liveUp } from './up-file.ts';

export interface ConsolePlace {
  readonly url: string;
  /** Holds the token that may operate; never the token itself. */
  readonly tokenFile: string;
  /** Whether `ferry up` keeps it; otherwise it goes when the command does. */
  readonly kept: boolean;
}

export interface StageOptions {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
}

export interface Stage {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly parts: Parts;
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly client: Client;
  /** The console that Ferry brings along: the one that `ferry up` keeps, else one of this command's own. */
  bringConsole(): Promise<ConsolePlace>;
  /** Takes down what this command brought up, and nothing else. Repeats safely. */
  close(): Promise<void>;
}

/** Whatever fails halfway, what was up already is taken down before the error goes on. */
export async function openStage(options: StageOptions): Promise<Stage> {
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

async function bringUp(options: StageOptions, closers: (() => Promise<unknown>)[]): Promise<Omit<Stage, 'close'>> {
  const { home, env, note } = options;
  await mkdir(home, { recursive: true });
  const parts = await acquireParts({ home, env, note });
  closers.push(() => parts.release());
  const ledger = await openLedger(parts.databaseUrl);
  closers.push(() => ledger.close());
  const { client, connection } = await openClient(parts.temporalAddress).catch((error: unknown) => {
    throw unreachable(parts.temporalAddress, error);
  });
  closers.push(() => connection.close());
  await ensureSearchAttributes(client);
  const landing = openLanding(landingDir(home));
  let place: Promise<ConsolePlace> | null = null;
  const bringConsole = () => {
    place ??= consoleOf(options, parts, closers);
    return place;
  };
  return { home, env, parts, ledger, landing, client, bringConsole };
}

export function landingDir(home: string): string {
  return path.join(home, 'landing');
}

function unreachable(address: string, cause: unknown): TransientError {
  const hint = 'is the server up? ferry doctor';
  return new TransientError(`Temporal can't be reached at ${address}`, { code: 'temporal-unreachable', hint, cause });
}

async function consoleOf(
  { home, env }: StageOptions,
  parts: Parts,
  closers: (() => Promise<unknown>)[],
): Promise<ConsolePlace> {
  const up = await liveUp(home);
  if (up !== null) return { ...up.console, kept: true };
  const child = await startConsoleChild(home, { ...env, DATABASE_URL: parts.databaseUrl, FERRY_HOME: home });
  closers.push(child.stop);
  return child.place;
}

const LAUNCHER = fileURLToPath(new URL('./ferry.mjs', import.meta.url));
const ready = z.object({ url: z.string(), tokenFile: z.string() });

/** Starts the console as a child that ends by itself when this program does, however that happens. */
async function startConsoleChild(
  home: string,
  env: NodeJS.ProcessEnv,
): Promise<{ place: ConsolePlace; stop: () => Promise<void> }> {
  const logs = path.join(home, 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const log = await open(path.join(logs, 'console.log'), 'a', 0o600);
  const child = spawn(process.execPath, [LAUNCHER, 'console', '--child'], {
    env,
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
  });
  await log.close();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const place = await firstWord(child, path.join(logs, 'console.log'));
  return {
    place,
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

function firstWord(child: ChildProcess, log: string): Promise<ConsolePlace> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const parsed = ready.safeParse(message);
      if (parsed.success) resolve({ ...parsed.data, kept: false });
    });
    child.once('exit', (code) => {
      const hint = `look at ${log}`;
      reject(new FatalError(`the console ended with ${code} before it was ready`, { code: 'console-failed', hint }));
    });
  });
}

/** The console that Ferry brings along, as a target of configurations that name none. */
export function embeddedTarget(place: Pick<ConsolePlace, 'url' | 'tokenFile'> | null): Connection | null {
  return place === null ? null : { kind: 'console', url: place.url, token: `file:${place.tokenFile}` };
}
