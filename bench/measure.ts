/** Runs Ferry's command line and watches its process: seconds, CPU seconds and resident memory, read from /proc while it runs. Linux only. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

export interface Measured {
  /** What it said on stdout. */
  readonly out: string;
  /** Wall-clock seconds of the whole command. */
  readonly wall: number;
  /** CPU seconds of its process, which is the worker too. */
  readonly cpu: number;
  readonly peakMB: number;
  /** Resident megabytes at each tenth of the time. */
  readonly memory: readonly number[];
}

/** Starts a command in a home of its own; the caller reads and ends it. */
export function ferry(args: readonly string[], home: string): ChildProcess {
  return spawn(process.execPath, ['src/cli/ferry.mjs', ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, FERRY_HOME: home },
  });
}

/** Runs a command to its end. */
export async function measure(args: readonly string[], home: string): Promise<Measured> {
  const started = Date.now();
  const run = ferry(args, home);
  const samples: { readonly mb: number; readonly cpu: number }[] = [];
  const timer = setInterval(() => void sample(run.pid ?? 0).then((taken) => taken && samples.push(taken)), 250);
  const out = await allOutput(run);
  clearInterval(timer);
  const tenth = samples.length / 10;
  return {
    out,
    wall: (Date.now() - started) / 1000,
    cpu: samples.at(-1)?.cpu ?? Number.NaN,
    peakMB: Math.max(...samples.map(({ mb }) => mb)),
    memory: Array.from(
      { length: 10 },
      (_, index) => samples[Math.min(samples.length - 1, Math.round((index + 1) * tenth))]?.mb ?? 0,
    ),
  };
}

async function allOutput(child: ChildProcess): Promise<string> {
  const parts: string[] = [];
  child.stdout?.on('data', (part: Buffer) => parts.push(part.toString()));
  await once(child, 'close');
  return parts.join('');
}

/** Nothing when it is gone. */
async function sample(pid: number): Promise<{ mb: number; cpu: number } | undefined> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const mb = Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    if (mb === 0) return undefined;
    const stat = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
    return { mb, cpu: (Number(stat[11]) + Number(stat[12])) / 100 };
  } catch {
    return undefined;
  }
}
