/** A whole Request Tracker is planned beside the registers: the plan leaves no trace, and the run keeps its word, key by key and file by file. */
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { differing, type Fate, openRecords, type Records, tallied } from '../e2e/plan-cases-ledger.ts';
import { mismatches, plannedWrites } from '../e2e/plan-cases-planned.ts';
import { listAll } from '../e2e/recount.ts';
import { type Migration, openMigration } from './migration.ts';

const ASSETS = 'select count(*) from console.asset';

let migration: Migration;
let records: Records;
let first: string;

beforeAll(async () => {
  migration = await openMigration();
  records = await openRecords(path.join(migration.ferry.dir, 'home'));
}, 900_000);

afterAll(async () => {
  await records?.close();
  await migration?.stop();
});

async function plan(): Promise<string> {
  const ended = await migration.ferry.command(['plan', '--config', migration.config]);
  const said = z.looseObject({ plan: z.string(), state: z.literal('settled') }).safeParse(ended.json);
  if (!said.success)
    throw new Error(`the plan ended with ${ended.code}: ${JSON.stringify(ended.json)} ${ended.stderr}`);
  return said.data.plan;
}

test('a plan of everything leaves no trace: no record, no file, nothing remembered', async () => {
  const before = await records.state();
  first = await plan();
  expect(await records.state()).toEqual(before);
  expect(await records.copies()).toBe(0);
  expect(await records.count(ASSETS)).toBe(0);
  expect(migration.ferry.itemsSent()).toBe(0);
});

test('it fetched what tickets have attached: their hashes are part of what it says', async () => {
  const shown = JSON.stringify(plannedWrites(path.join(migration.ferry.dir, 'home'), first)).match(
    /"sha256":"\w{64}"/g,
  );
  expect(new Set(shown).size).toBeGreaterThan(10);
});

test('the run does to every record of every entity what the plan said, files included', async () => {
  const run = await migration.run();
  const { run: name } = z.looseObject({ run: z.string() }).parse(run.json);
  const done = await records.outcomes(name);
  expect(differing(await records.outcomes(first), done)).toEqual([]);
  expect(done.size).toBeGreaterThan(300);
  const home = path.join(migration.ferry.dir, 'home');
  expect(await mismatches(migration.ferry, plannedWrites(home, first))).toEqual([]);
  expect(await records.count(ASSETS)).toBeGreaterThan(10);
  const compared = await migration.ferry.command(['plan', 'compare', first, name, '--config', migration.config]);
  expect(compared.code, compared.stderr).toBe(0);
});

test('planned again, nothing would be written', async () => {
  const again = await plan();
  const times = tallied(await records.outcomes(again));
  expect(times).not.toHaveProperty('created');
  expect(times).not.toHaveProperty('updated');
  expect(plannedWrites(path.join(migration.ferry.dir, 'home'), again)).toEqual([]);
});

test('three edits in RT are exactly three updates in the next plan', async () => {
  const [one = '', two = '', three = ''] = await someTickets(3);
  await migration.desk.change(one, { Subject: 'Renamed while both systems live' });
  await migration.desk.comment(two, 'A note that only agents see');
  await migration.desk.change(three, { Priority: 77 });
  const planned = await records.outcomes(await plan());
  expect(keysOf(planned, 'created')).toEqual([]);
  expect(keysOf(planned, 'updated')).toEqual([one, two, three].map((number) => `rt.ticket ${number}`).sort());
});

function keysOf(fates: ReadonlyMap<string, Fate>, kind: string): readonly string[] {
  return [...fates].flatMap(([key, fate]) => (fate.kind === kind ? [key] : [])).sort();
}

/** Numbers of live tickets, far from those that the traps are about. */
async function someTickets(count: number): Promise<readonly string[]> {
  const tickets = [...(await listAll(migration.ferry, 'ticket')).values()];
  const plain = tickets.filter(({ data }) => data.status === 'open' && (data.mergedInto ?? null) === null);
  const numbers = plain.slice(0, count).map(({ data }) => String(data.number));
  if (numbers.length < count) throw new Error(`there are only ${numbers.length} open tickets`);
  return numbers;
}
