/** A command's side of leases: finds the keeper or starts one, waits for the servers, holds the connection. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { FatalError, StuckError, TransientError, UsageError } from '../errors.ts';
import { lastLine } from './child-server.ts';
import { answer, type Failure, onMessage, type Served, send, type Want } from './keeper-protocol.ts';
import { reachKeeper } from './reach-keeper.ts';

/** What a command needs of the servers, and for which home. */
export interface LeaseRequest {
  /** As `openHome` returned it. */
  readonly home: string;
  readonly want: Want;
  readonly env: NodeJS.ProcessEnv;
  readonly note: (line: string) => void;
}

/** The servers stay up while it is held. */
export interface Lease {
  readonly served: Served;
  /** Ends the lease. Repeats safely; ending the program does the same. */
  release(): void;
}

const REACH_MS = 60_000;
const TYPED = { TransientError, FatalError, StuckError, UsageError } as const;

/**
 * Resolves when the wanted servers answer. When the keeper is killed later, another one is started in the background: the
 * servers come back at the same addresses, and the lease continues.
 * @throws what the servers' start threw, or FatalError `keeper-failed`
 */
export async function takeLease(request: LeaseRequest): Promise<Lease> {
  let released = false;
  const hold = async (): Promise<Grant> => {
    const grant = await obtain(request);
    grant.socket.unref(); // a lease alone doesn't keep a finished command running
    grant.socket.once('close', () => {
      if (!released) void renew();
    });
    return grant;
  };
  const renew = async () => {
    current = await hold().catch((error: unknown) => {
      if (!released)
        request.note(`The embedded servers are gone: ${error instanceof Error ? error.message : String(error)}`);
      return current;
    });
    if (released) current.socket.destroy();
  };
  let current = await hold();
  return {
    served: current.served,
    release: () => {
      released = true;
      current.socket.destroy();
    },
  };
}

interface Grant {
  readonly socket: Socket;
  readonly served: Served;
}

async function obtain(request: LeaseRequest): Promise<Grant> {
  let keeper: ChildProcess | undefined;
  for (const deadline = Date.now() + REACH_MS; Date.now() < deadline; await pause(50)) {
    const reached = await reachKeeper(request.home);
    const served = reached && (await ask(reached.socket, reached.token, request));
    if (served) return { socket: reached.socket, served };
    if (keeper?.exitCode) break;
    if (!reached && !isRunning(keeper)) keeper = await startKeeper(request);
  }
  const log = path.join(request.home, 'logs', 'keeper.log');
  throw new FatalError(`The keeper of the embedded servers did not start: ${await lastLine(log)}`, {
    code: 'keeper-failed',
    at: log,
    hint: `Read ${log}; \`ferry doctor\` shows what is missing.`,
  });
}

/**
 * Whether the keeper that we started is still running. It exits with 0 when another keeper serves the home; that one may have
 * ended since, so we start a new one then, as we do when ours was killed.
 */
function isRunning(keeper: ChildProcess | undefined): boolean {
  return keeper !== undefined && keeper.exitCode === null && keeper.signalCode === null;
}

/** Asks the keeper for servers. Undefined when it ended before it answered; throws the failure that it reports. */
function ask(socket: Socket, token: string, { want, note }: LeaseRequest): Promise<Served | undefined> {
  return new Promise((resolve, reject) => {
    socket.once('close', () => resolve(undefined));
    onMessage(socket, answer, (message) => {
      if (message.kind === 'note') note(message.line);
      else if (message.kind === 'ready') resolve(message.served);
      else {
        reject(toError(message.failure)); // no effect after `ready`: then the `close` below makes the lease be renewed
        socket.destroy();
      }
    });
    send(socket, { token, want });
  });
}

/** Detached, so that it runs on for a while after us and a Ctrl-C in our terminal doesn't end it. */
async function startKeeper({ home, env }: LeaseRequest): Promise<ChildProcess> {
  const logs = path.join(home, 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const log = openSync(path.join(logs, 'keeper.log'), 'a', 0o600);
  try {
    const child = spawn(process.execPath, [...keeperProgram(), home], {
      cwd: home,
      env: { ...env, ...absolutePaths(env) },
      detached: true,
      stdio: ['ignore', log, log],
    });
    child.once('error', () => undefined); // reported by `obtain`, which finds no keeper
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

/** From a checkout the keeper is TypeScript and needs the loader; built, it doesn't. */
function keeperProgram(): string[] {
  if (import.meta.url.endsWith('.js')) return [fileURLToPath(new URL('./keeper.js', import.meta.url))];
  const loader = createRequire(import.meta.url).resolve('tsx');
  return ['--import', pathToFileURL(loader).href, fileURLToPath(new URL('./keeper.ts', import.meta.url))];
}

/** Paths that the user gave relative to their directory: the keeper runs in another one. */
function absolutePaths(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const named = ['PG_BIN_DIR', 'TEMPORAL_CLI_PATH', 'FERRY_CACHE'].filter((name) => env[name]);
  return Object.fromEntries(named.map((name) => [name, path.resolve(env[name] ?? '')]));
}

function toError({ name, message, detail }: Failure): Error {
  return new TYPED[name](message, detail);
}
