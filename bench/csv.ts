/** Rows of a CSV into the console: Ferry beside the bare pipe, in one run, each into a console of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ferry, measure } from './measure.ts';
import { writeTickets } from './tickets.ts';

const rows = Number(process.argv[2] ?? 100_000);
const dir = await mkdtemp(path.join(tmpdir(), 'ferry-bench-'));
// Open to the account that PostgreSQL runs under when we are root: its data stays below, and goes with it.
await chmod(dir, 0o755);

interface Measured {
  readonly rows: number;
  readonly seconds: number;
  readonly cpu: number;
  readonly peakMB: number;
}

try {
  await writeTickets(path.join(dir, 'ticket.csv'), rows);
  const bare = await measureBarePipe();
  const ferry = await measureFerry();
  report('bare pipe', bare);
  report('ferry', ferry);
  console.log(
    `ferry / bare: ${ratio(bare.seconds, ferry.seconds)} of its rows a second, ${ratio(bare.cpu, ferry.cpu)} of its rows per CPU second`,
  );
  console.log(`ferry's worker, resident MB at each tenth of the time: ${ferry.memory.join(' ')}`);
} finally {
  await rm(dir, { recursive: true, force: true });
}

function report(name: string, { seconds, cpu, peakMB }: Measured): void {
  console.log(
    `${name}: ${rows} rows, ${seconds.toFixed(1)} s, ${Math.round(rows / seconds)} rows/s, ${Math.round(rows / cpu)} rows/CPU-s, peak ${peakMB} MB`,
  );
}

function ratio(theirs: number, ours: number): string {
  return `${Math.round((theirs / ours) * 100)} %`;
}

/** The console runs under `ferry up`; only the pipe's own CPU and memory count, as only the worker's do for Ferry. */
async function measureBarePipe(): Promise<Measured> {
  const up = ferry(['up', '--json'], path.join(dir, 'bare'));
  try {
    const { console: page } = JSON.parse(await firstLine(up)) as { console: { url: string; tokenFile: string } };
    const token = (await readFile(page.tokenFile, 'utf8')).trim();
    const pipe = spawn(
      process.execPath,
      ['--import', 'tsx', 'bench/bare-pipe.ts', path.join(dir, 'ticket.csv'), page.url, token],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    return JSON.parse(await firstLine(pipe)) as Measured;
  } finally {
    up.kill('SIGTERM');
    await once(up, 'exit');
  }
}

/** `ferry run` alone: its process is the worker, so its CPU and resident memory are read from /proc while it runs. */
async function measureFerry(): Promise<Measured & { readonly memory: readonly number[] }> {
  await writeFile(path.join(dir, 'ferry.yaml'), configuration());
  const { out, cpu, peakMB, memory } = await measure(
    ['run', '--json', '--config', path.join(dir, 'ferry.yaml')],
    path.join(dir, 'ferry'),
  );
  const result = JSON.parse(out) as { seconds: number; settled: boolean };
  if (result.settled !== true) throw new Error(`the run did not settle: ${JSON.stringify(result)}`);
  return { rows, seconds: result.seconds, cpu, peakMB, memory };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error(`ended without a line, exit ${child.exitCode}`);
}

function configuration(): string {
  return `sources:
  bench: { kind: csv, dir: ${JSON.stringify(dir)}, files: { ticket: { path: ticket.csv, key: number, json: [comments] } } }
routes:
  bench: { from: bench, mappings: ${JSON.stringify(path.resolve('mappings/csv-to-console'))}, entities: [ticket] }
`;
}
