/** Each part is killed in the middle of a plan, and a plan goes beside a run: the run after it does everything, once. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sampleOf } from '../setup/sample.ts';
import { openWorkplace, type Workplace } from './ferry.ts';
import { kill } from './kill.ts';
import { openRecords, type Records } from './plan-cases-ledger.ts';

const MAPPINGS = path.resolve(import.meta.dirname, '../../mappings/csv-to-console');
const ROWS = 4000;
const BATCH = 100;
const HALFWAY = 8;

// Up to four plans and runs a test: four minutes have been seen on a busy machine.
vi.setConfig({ testTimeout: 600_000 });

let place: Workplace;
let records: Records;

beforeEach(async () => {
  place = await openWorkplace();
  await place.write('tickets.csv', tickets(ROWS));
  await place.write('ferry.yaml', configuration());
  records = await openRecords(place.home);
});

afterEach(async () => {
  await records?.close();
  await place?.remove();
});

test('the command is killed: planning again works, and the run does everything', async () => {
  const killed = place.start('plan', '--json');
  await batchesLanded(HALFWAY);
  killed.child.kill('SIGKILL');
  await killed.said;
  expect(reports()).toEqual([]);

  await planEndsWell();
  await runDoesEverything();
  await planEndsWell({ unchanged: ROWS });
  expect(await records.copies()).toBe(0);
});

interface Part {
  readonly name: string;
  /** Whether a process is it, by its command line. */
  readonly fits: (command: string) => boolean;
}

const PARTS: readonly Part[] = [
  { name: 'the console', fits: (command) => /ferry\.mjs\0console/.test(command) },
  { name: 'the database', fits: (command) => /postgres\0-D/.test(command) },
  { name: 'the Temporal server', fits: (command) => command.includes('start-dev') },
];
for (const { name, fits } of sampleOf('what is killed in a plan', PARTS, 1, (part) => part.name)) {
  test(`${name} is killed: the plan goes on by itself, and the run does everything`, async () => {
    const planning = place.start('plan', '--json');
    await batchesLanded(HALFWAY);
    kill(place.home, fits);

    const { exit, out, err } = await planning.said;
    expect(exit, err).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ state: 'settled', settled: true, entities: { ticket: { created: ROWS } } });
    expect(reports()).toHaveLength(1);
    await runDoesEverything();
  });
}

test('a plan beside a run of the same route disturbs neither', async () => {
  const running = place.start('run', '--json');
  await batchesLanded(HALFWAY);
  await planEndsWell();
  const { out, err } = await running.said;
  expect(JSON.parse(out), err).toMatchObject({ settled: true, entities: { ticket: { created: ROWS } } });
  expect(await written()).toEqual(EVERYTHING_ONCE);
  await planEndsWell({ unchanged: ROWS });
});

test('a cancelled plan leaves no report and no copy, and the run does everything', async () => {
  // Small batches: it must still be going on when the command that cancels has started.
  await place.write('ferry.yaml', configuration(10));
  const planning = place.start('plan', '--json');
  const plan = await batchesLanded(HALFWAY);
  expect((await place.ferry('cancel', plan)).exit).toBe(0);
  const { exit } = await planning.said;
  expect(exit).toBe(1);
  expect(reports()).toEqual([]);
  await runDoesEverything();
  await planEndsWell({ unchanged: ROWS });
  expect(await records.copies()).toBe(0);
});

async function planEndsWell(counts: Readonly<Record<string, number>> = {}): Promise<void> {
  const before = reports().length;
  const { exit, given } = await place.json('plan');
  expect(given).toMatchObject({ state: 'settled', entities: { ticket: { enumerated: ROWS, ...counts } } });
  expect(exit).toBe(0);
  expect(reports()).toHaveLength(before + 1);
}

const EVERYTHING_ONCE = { records: ROWS, versions: ROWS };

async function runDoesEverything(): Promise<void> {
  expect((await place.json('run')).given).toMatchObject({ settled: true, entities: { ticket: { created: ROWS } } });
  expect(await written()).toEqual(EVERYTHING_ONCE);
}

/** The records of tickets in the console's own table, and versions of them. */
async function written(): Promise<Readonly<Record<string, number>>> {
  return {
    records: await records.count("select count(*) from console.record where entity = 'ticket'"),
    versions: await records.count(
      "select count(*) from console.version v join console.record r on r.id = v.record where r.entity = 'ticket'",
    ),
  };
}

function reports(): readonly string[] {
  const root = path.join(place.home, 'plans');
  if (!existsSync(root)) return [];
  return readdirSync(root).filter((plan) => existsSync(path.join(root, plan, 'report.html')));
}

/** Waits until so many batches of the newest run or plan have landed; gives its name. */
async function batchesLanded(count: number): Promise<string> {
  const root = path.join(place.home, 'landing');
  for (let tries = 0; tries < 24_000; tries += 1) {
    const found = existsSync(root) ? readdirSync(root).filter((name) => /^\d{8}-/.test(name)) : [];
    const newest = found.sort().at(-1);
    const files =
      newest === undefined ? [] : readdirSync(path.join(root, newest), { recursive: true, encoding: 'utf8' });
    if (newest !== undefined && files.filter((file) => /\/\d{6}\.json$/.test(file)).length >= count) return newest;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${count} batches didn't land`);
}

function configuration(batch = BATCH): string {
  return `sources:
  export: { kind: csv, dir: ., files: { ticket: { path: tickets.csv, key: number } } }
routes:
  crash: { from: export, mappings: ${JSON.stringify(MAPPINGS)}, entities: [ticket], batch: ${batch} }
`;
}

function tickets(count: number): string {
  const rows = Array.from({ length: count }, (_, row) => `T${row},Line ${row} is down,open,high,2026-01-01T00:00:00Z`);
  return ['number,title,status,priority,created_at', ...rows, ''].join('\n');
}
