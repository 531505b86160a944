/** Starts one server as a child of ours, waits until it answers, and stops it cleanly. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { FatalError } from '../errors.ts';
import type { Account } from './account.ts';

/** One server to start. What it prints goes to the log file, and its arguments hold no secret. */
export interface ServerSpec {
  readonly name: 'postgres' | 'temporal';
  readonly program: string;
  readonly args: readonly string[];
  readonly account?: Account | undefined;
  readonly logFile: string;
  /** What makes it stop cleanly. */
  readonly stopSignal: NodeJS.Signals;
  /** Called every few milliseconds until it resolves to true. */
  readonly isReady: (pid: number) => Promise<boolean>;
}

/** A server that has answered once. */
export interface ChildServer {
  readonly pid: number;
  /** Settles when the server has gone, however it went; never rejects. */
  readonly gone: Promise<string>;
  /** Stops it cleanly, by force after 15 s. Repeats safely. */
  stop(): Promise<void>;
}

const START_MS = 60_000;
const STOP_MS = 15_000;
const LOG_BYTES = 10 * 1024 * 1024;

/**
 * Resolves once the server answers.
 * @throws FatalError `<name>-start-failed`, with the address of its log
 */
export async function startServer(spec: ServerSpec): Promise<ChildServer> {
  const child = await spawnLogged(spec);
  const gone = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
    child.once('error', (error) => resolve(error.message));
  });
  const server = { pid: child.pid ?? 0, gone, stop: () => stop(child, gone, spec.stopSignal) };
  const asking = new AbortController();
  const ended = await Promise.race([gone, untilReady(spec, server.pid, asking.signal)]);
  asking.abort();
  if (ended === undefined) return server;
  await server.stop();
  throw new FatalError(`${spec.name} did not start (${ended}): ${await lastLine(spec.logFile)}`, {
    code: `${spec.name}-start-failed`,
    at: spec.logFile,
    hint: `Read ${spec.logFile}, then try again; \`ferry doctor\` shows what is missing.`,
  });
}

async function spawnLogged(spec: ServerSpec): Promise<ChildProcess> {
  await mkdir(path.dirname(spec.logFile), { recursive: true, mode: 0o700 });
  const size = await stat(spec.logFile).then(
    ({ size }) => size,
    () => 0,
  );
  if (size > LOG_BYTES) await rename(spec.logFile, `${spec.logFile}.1`);
  const log = openSync(spec.logFile, 'a', 0o600);
  const umask = process.umask(0o077); // what a server writes holds business data, which other accounts must not read
  try {
    // A minimal environment: servers don't see our secrets, and the user's PG* or TEMPORAL_* variables don't change their settings.
    const { PATH, TMPDIR, SystemRoot } = process.env;
    const env = { PATH, TMPDIR, SystemRoot, TEMPORAL_VERSION_CHECK_DISABLED: '1' };
    return spawn(spec.program, [...spec.args], { ...spec.account, cwd: '/', env, stdio: ['ignore', log, log] });
  } finally {
    process.umask(umask);
    closeSync(log);
  }
}

async function untilReady(spec: ServerSpec, pid: number, asking: AbortSignal): Promise<string | undefined> {
  for (const deadline = Date.now() + START_MS; Date.now() < deadline && !asking.aborted; await pause(20)) {
    if (await spec.isReady(pid)) return undefined;
  }
  return `no answer within ${START_MS / 1000} s`;
}

async function stop(child: ChildProcess, gone: Promise<string>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(force);
}

/** The last line of a log, for the message of an error that refers to it. */
export async function lastLine(file: string): Promise<string> {
  const lines = (await readFile(file, 'utf8').catch(() => '')).trim().split('\n');
  return lines.at(-1) || 'its log is empty';
}
