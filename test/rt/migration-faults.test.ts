/** A run over a live Request Tracker that is killed, one that may see little, and one that is told to read only a part. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { listAll } from '../e2e/recount.ts';
import { countsOf, type Migration, openMigration } from './migration.ts';
import { differencesOf } from './recount.ts';

let migration: Migration | undefined;

afterEach(async () => {
  await migration?.stop();
  migration = undefined;
});

test('a worker killed in mid-run: the same run settles, with no comment or attachment twice', async () => {
  migration = await openMigration();
  const killed = migration.startRun();
  const gone = new Promise((resolve) => killed.once('close', resolve));
  await ticketsLanded(migration, 2);
  killed.kill('SIGKILL');
  await gone;

  const { ferry, config } = migration;
  const run = landed(migration).find((file) => /^\d{8}-\d{6}-[0-9a-f]+$/.test(file)) ?? 'no run in landing';
  const end = await ferry.command(['watch', run, '--config', config]);
  expect(end.json, end.stderr).toMatchObject({ run, state: 'settled', settled: true });
  expect((await differencesOf(migration.rt.state, ferry)).differences).toEqual([]);
}, 900_000);

test('an account that may see little: check lists what, and the run says so instead of being a smaller success', async () => {
  migration = await openMigration({ as: 'reader', where: 'id <= 30' });
  const { ferry, config } = migration;
  const check = await ferry.command(['check', '--config', config]);
  expect(check.code).not.toBe(0);
  expect(JSON.stringify(check.json)).toMatch(/AdminUsers is missing: who is disabled/);
  const refused = await migration.run();
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/AdminUsers/);
  const part = await migration.run('--entity', 'ticket');
  expect(part.json).toMatchObject({ settled: 'unproven' });
  expect(part.stderr).toMatch(/as far as the sources see/);
  expect(part.stderr).toMatch(/SuperUser/);
}, 600_000);

test('where: only that part of the tickets is read; others in the console stay as they are', async () => {
  migration = await openMigration({ where: 'id <= 30' });
  const first = await migration.run();
  expect(first.json, first.stderr).toMatchObject({ state: 'settled', settled: true });
  const numbers = [...(await listAll(migration.ferry, 'ticket')).values()].map(({ data }) => Number(data.number));
  expect(Math.max(...numbers)).toBeLessThanOrEqual(30);
  expect(numbers.length).toBeGreaterThan(20);

  migration.narrow('id <= 60 AND id > 30');
  const second = await migration.run();
  expect(second.json, second.stderr).toMatchObject({ state: 'settled', settled: true });
  expect(countsOf(second, 'ticket')).toMatchObject({ updated: 0, deleted: 0 });
  const after = [...(await listAll(migration.ferry, 'ticket')).values()].map(({ data }) => Number(data.number));
  expect(after.filter((number) => number <= 30).sort()).toEqual(numbers.sort());
  expect(after.length).toBeGreaterThan(numbers.length);
}, 600_000);

/** Waits until so many pages of tickets are in landing, so that the kill falls into the middle of them. */
async function ticketsLanded(of: Migration, batches: number): Promise<void> {
  for (let tries = 0; tries < 6000; tries += 1) {
    const there = landed(of).filter((file) => file.includes('rt.ticket') && file.includes('receipts'));
    if (there.length >= batches) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no tickets were landed within ten minutes: ${landed(of).slice(0, 20).join(' ')}`);
}

function landed(of: Migration): readonly string[] {
  try {
    return readdirSync(path.join(of.ferry.dir, 'home/landing'), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}
