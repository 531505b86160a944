/** The console as a child of the command that needs it: ends with the command however that ends, and is brought back when it dies first. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { FatalError } from '../errors.ts';

const LAUNCHER = fileURLToPath(new URL('./ferry.mjs', import.meta.url));
/** Milliseconds before a console that died is started again. */
const PAUSE = 500;

const ready = z.object({ url: z.string(), tokenFile: z.string() });

/** A console that runs for as long as the command does. */
export interface ConsoleChild {
  /** Stays true across restarts: the console takes the port it had last. */
  readonly place: z.output<typeof ready>;
  /** Resolves when the child is gone; it is not brought back any more. */
  stop(): Promise<void>;
}

/** Resolves when the console answers. Throws FatalError `console-failed` when it doesn't get that far the first time. */
export async function keepConsole(home: string, env: NodeJS.ProcessEnv): Promise<ConsoleChild> {
  const first = await spawnConsole(home, env);
  const place = await firstWord(first, logOf(home));
  let stopped = false;
  let child = first;
  const watched = (async () => {
    while (true) {
      await exitOf(child);
      if (stopped) return;
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
      if (stopped) return;
      child = await spawnConsole(home, env);
    }
  })();
  const stop = async () => {
    stopped = true;
    if (child.connected) child.disconnect();
    await watched;
  };
  return { place, stop };
}

function logOf(home: string): string {
  return path.join(home, 'logs', 'console.log');
}

async function spawnConsole(home: string, env: NodeJS.ProcessEnv): Promise<ChildProcess> {
  await mkdir(path.dirname(logOf(home)), { recursive: true, mode: 0o700 });
  const log = await open(logOf(home), 'a', 0o600);
  const stdio = ['ignore', log.fd, log.fd, 'ipc'] as const;
  const child = spawn(process.execPath, [LAUNCHER, 'console', '--child'], { env, stdio: [...stdio] });
  await log.close();
  return child;
}

function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

function firstWord(child: ChildProcess, log: string): Promise<ConsoleChild['place']> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => {
      const parsed = ready.safeParse(message);
      if (parsed.success) resolve(parsed.data);
    });
    child.once('exit', (code) => {
      const hint = `look at ${log}`;
      reject(new FatalError(`the console ended with ${code} before it was ready`, { code: 'console-failed', hint }));
    });
  });
}
