/** A run over a live Request Tracker that is killed, one that may see little, and one that is told to read only a part. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { listAll } from '../e2e/recount.ts';
import { type Crossing, countsOf, openCrossing } from './crossing.ts';
import { differencesOf } from './recount.ts';

let crossing: Crossing | undefined;

afterEach(async () => {
  await crossing?.stop();
  crossing = undefined;
});

test('a worker killed in mid-run: the same run settles, with no comment or attachment twice', async () => {
  crossing = await openCrossing();
  const killed = crossing.startRun();
  const gone = new Promise((resolve) => killed.once('close', resolve));
  await ticketsLanded(crossing, 2);
  killed.kill('SIGKILL');
  await gone;

  const { ferry, config } = crossing;
  const run = landed(crossing).find((file) => /^\d{8}-\d{6}-[0-9a-f]+$/.test(file)) ?? 'no run in landing';
  const end = await ferry.command(['watch', run, '--config', config]);
  expect(end.json, end.stderr).toMatchObject({ run, state: 'settled', settled: true });
  expect((await differencesOf(crossing.rt.state, ferry)).differences).toEqual([]);
}, 900_000);

test('an account that may see little: check lists what, and the run says so instead of being a smaller success', async () => {
  crossing = await openCrossing({ as: 'reader', where: 'id <= 30' });
  const { ferry, config } = crossing;
  const check = await ferry.command(['check', '--config', config]);
  expect(check.code).not.toBe(0);
  expect(JSON.stringify(check.json)).toMatch(/AdminUsers is missing: who is disabled/);
  const refused = await crossing.run();
  expect(refused.code).toBe(2);
  expect(refused.stderr).toMatch(/AdminUsers/);
  const part = await crossing.run('--entity', 'ticket');
  expect(part.json).toMatchObject({ settled: 'unproven' });
  expect(part.stderr).toMatch(/as far as the sources see/);
  expect(part.stderr).toMatch(/SuperUser/);
}, 600_000);

test('where: only that part of the tickets is read; others in the console stay as they are', async () => {
  crossing = await openCrossing({ where: 'id <= 30' });
  const first = await crossing.run();
  expect(first.json, first.stderr).toMatchObject({ state: 'settled', settled: true });
  const numbers = [...(await listAll(crossing.ferry, 'ticket')).values()].map(({ data }) => Number(data.number));
  expect(Math.max(...numbers)).toBeLessThanOrEqual(30);
  expect(numbers.length).toBeGreaterThan(20);

  crossing.narrow('id <= 60 AND id > 30');
  const second = await crossing.run();
  expect(second.json, second.stderr).toMatchObject({ state: 'settled', settled: true });
  expect(countsOf(second, 'ticket')).toMatchObject({ updated: 0, deleted: 0 });
  const after = [...(await listAll(crossing.ferry, 'ticket')).values()].map(({ data }) => Number(data.number));
  expect(after.filter((number) => number <= 30).sort()).toEqual(numbers.sort());
  expect(after.length).toBeGreaterThan(numbers.length);
}, 600_000);

/** Waits until so many pages of tickets are in landing, so that the kill falls into the middle of them. */
async function ticketsLanded(of: Crossing, batches: number): Promise<void> {
  for (let tries = 0; tries < 6000; tries += 1) {
    const there = landed(of).filter((file) => file.includes('rt.ticket') && file.includes('receipts'));
    if (there.length >= batches) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no tickets were landed within ten minutes: ${landed(of).slice(0, 20).join(' ')}`);
}

function landed(of: Crossing): readonly string[] {
  try {
    return readdirSync(path.join(of.ferry.dir, 'home/landing'), { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
}
