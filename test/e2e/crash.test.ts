/** Each part is killed once in the middle of a run. The same run ends settled, every record is there, none was written twice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { acquireServices } from '../../src/embedded/services.ts';
import { sampleOf } from '../setup/sample.ts';
import { kill } from './kill.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'src/cli/ferry.mjs');
const ROWS = 4000;
const BATCH = 100;

let dir: string;
let home: string;
let config: string;

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'ferry-crash-'));
  // Open to the account that PostgreSQL runs under when we are root: its data stays below, and goes with it.
  chmodSync(dir, 0o755);
  home = path.join(dir, 'home');
  config = path.join(dir, 'ferry.yaml');
  writeFileSync(config, configuration());
  writeFileSync(path.join(dir, 'tickets.csv'), tickets());
});

afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('the worker is killed: ferry watch brings the same run to its end', async () => {
  const run = ferry(['run', '--json']);
  await batchesLoaded(5);
  const before = runId();
  run.child.kill('SIGKILL');
  await once(run.child, 'close');

  const end = await ferry(['watch', before, '--json']).result;

  expect(end).toMatchObject(settled(before));
  expect(await written()).toEqual(EVERYTHING_ONCE);
});

interface Part {
  readonly name: string;
  /** Whether a process is it, by its command line. */
  readonly fits: (command: string) => boolean;
}

const PARTS: readonly Part[] = [
  { name: 'the Temporal server', fits: (command) => command.includes('start-dev') },
  { name: 'the database', fits: (command) => /postgres\0-D/.test(command) },
  { name: 'the console', fits: (command) => /ferry\.mjs\0console/.test(command) },
];

for (const { name, fits } of sampleOf('what is killed in a run', PARTS, 1, (part) => part.name)) {
  test(`${name} is killed: it is brought back, and the run goes on by itself`, async () => {
    const run = ferry(['run', '--json']);
    await batchesLoaded(5);
    kill(home, fits);

    expect(await run.result).toMatchObject(settled(runId()));
    expect(await written()).toEqual(EVERYTHING_ONCE);
  });
}

const EVERYTHING_ONCE = { records: ROWS, versions: ROWS, numbers: ROWS };

function settled(run: string) {
  return { run, state: 'settled', settled: true, entities: { ticket: { enumerated: ROWS, created: ROWS } } };
}

/** What the console's own tables say: records, versions of them, and different ticket numbers. */
async function written() {
  const parts = await acquireServices({ home, env: { ...process.env, FERRY_HOME: home }, note: () => undefined });
  const client = new pg.Client({ connectionString: parts.databaseUrl });
  try {
    await client.connect();
    const { rows } = await client.query(`
      select count(distinct record)::int as records, count(*)::int as versions, count(distinct data->>'number')::int as numbers
      from console.version`);
    return rows[0];
  } finally {
    await client.end();
    await parts.release();
  }
}

interface Started {
  readonly child: ChildProcess;
  /** The JSON it ends with; rejects when it gave none. */
  readonly result: Promise<unknown>;
}

function ferry(args: readonly string[]): Started {
  const env = { ...process.env, FERRY_HOME: home, NO_COLOR: '1' };
  const child = spawn(process.execPath, [CLI, ...args, '--config', config], { cwd: dir, env });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const result = once(child, 'close').then(() => {
    if (out.trim() === '') throw new Error(`no result: ${said}`);
    return z.json().parse(JSON.parse(out));
  });
  result.catch(() => undefined);
  return { child, result };
}

/** Waits until so many batches of the run have their receipt in landing, so that the kill lands in the middle. */
async function batchesLoaded(count: number): Promise<void> {
  for (let tries = 0; tries < 12_000; tries += 1) {
    if (receipts().length >= count) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`there are ${receipts().length} receipts after ten minutes`);
}

function receipts(): readonly string[] {
  return landed().filter((file) => file.includes('receipts') && /\.[a-z]/.test(path.basename(file)));
}

function landed(): readonly string[] {
  try {
    return readdirSync(path.join(home, 'landing'), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}

/** The run's id is the name of its folder in landing. */
function runId(): string {
  return landed().find((file) => /^\d{8}-\d{6}-[0-9a-f]+$/.test(file)) ?? 'no run in landing';
}

function configuration(): string {
  return `sources:
  export: { kind: csv, dir: ., files: { ticket: { path: tickets.csv, key: number } } }
routes:
  crash: { from: export, mappings: ${JSON.stringify(path.join(ROOT, 'mappings/csv-to-console'))}, entities: [ticket], batch: ${BATCH} }
`;
}

function tickets(): string {
  const rows = Array.from({ length: ROWS }, (_, row) => `T${row},Line ${row} is down,open,high,2026-01-01T00:00:00Z`);
  return ['number,title,status,priority,created_at', ...rows, ''].join('\n');
}
