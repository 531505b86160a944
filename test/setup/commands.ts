/** Commands that hold embedded servers, as separate programs that a test can start and kill. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('hold-services.ts', import.meta.url));

export interface Command {
  readonly databaseUrl: string;
  readonly temporalAddress: string;
  /** The notes it has received since. */
  readonly notes: string[];
  /** SIGKILL: it can't clean up. Resolves when it has gone. */
  kill(): Promise<void>;
}

/** Starts one on `home`; resolves when it has its servers. With TEMPORAL_ADDRESS in `env` that is PostgreSQL alone. */
export async function startCommand(home: string, env: NodeJS.ProcessEnv): Promise<Command> {
  const child = spawn(process.execPath, ['--import', 'tsx', PROGRAM, home], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const notes: string[] = [];
  const where = await new Promise<{ databaseUrl: string; temporalAddress: string }>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the command ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const message = JSON.parse(line);
      if (message.note) notes.push(message.note);
      else resolve(message);
    });
  });
  return { ...where, notes, kill: () => kill(child) };
}

/** The command lines of programs that serve this home: keeper, postgres, temporal. */
export function serving(home: string): { pid: number; program: 'keeper' | 'postgres' | 'temporal' }[] {
  const found = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const words = wordsOf(pid);
      if (!words.some((word) => word === home || word.startsWith(`${home}/`))) return [];
      const program = (['keeper', 'postgres', 'temporal'] as const).find((name) => words[NAMED[name]]?.includes(name));
      return program ? [{ pid: Number(pid), program }] : [];
    });
  // PostgreSQL's child processes have its command line for a moment, before they set their own title.
  return found.filter(({ pid, program }) => {
    const parent = parentOf(pid);
    return !found.some((other) => other.pid === parent && other.program === program);
  });
}

function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return 0; // ended while we looked
  }
}

/** Which word of its command line names a program. */
const NAMED = { keeper: 3, postgres: 0, temporal: 0 };

/** Waits until the condition holds; throws after `ms` with what it waited for. */
export async function eventually(
  what: string,
  condition: () => boolean | Promise<boolean>,
  ms = 15_000,
): Promise<void> {
  for (const deadline = Date.now() + ms; Date.now() < deadline; await pause(50)) {
    if (await condition()) return;
  }
  throw new Error(`${what}: not within ${ms} ms`);
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  if (child.kill('SIGKILL')) await gone;
}

function wordsOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return []; // ended while we looked
  }
}
