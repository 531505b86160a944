/** People go on working in Request Tracker while a run reads it. After the closing delta nothing is missing and nothing stale. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listAll } from '../e2e/recount.ts';
import { type Migration, openMigration } from './migration.ts';
import { differencesOf } from './recount.ts';
import type { Desk } from './writer.ts';

/** What is done beside the run, at most; fewer when the run ends before. */
const MOST_ROUNDS = 40;
/** Milliseconds between two rounds. */
const PAUSE = 400;

let migration: Migration;

beforeAll(async () => {
  migration = await openMigration();
}, 300_000);

afterAll(() => migration?.stop());

test('what is created, edited, linked, merged and deleted while the run reads is there after a closing delta', async () => {
  const ended = { yet: false };
  const running = migration.run().finally(() => {
    ended.yet = true;
  });
  const rounds = await workBeside(migration.desk, ended);
  const full = await running;
  expect(full.json, full.stderr).toMatchObject({ state: 'settled' });
  expect(rounds, 'the run was over before anything could happen beside it').toBeGreaterThan(5);

  const closing = await migration.run('--delta');
  expect(closing.json, closing.stderr).toMatchObject({ state: 'settled', settled: true });
  expect((await differencesOf(migration.rt.state, migration.ferry)).differences).toEqual([]);
}, 900_000);

test('a delta right after it finds nothing to do', async () => {
  const before = migration.ferry.itemsSent();
  const again = await migration.run('--delta');
  expect(again.json, again.stderr).toMatchObject({ state: 'settled', settled: true });
  expect(migration.ferry.itemsSent()).toBe(before);
});

test('a ticket made, merged and deleted between two deltas ends as what it became', async () => {
  const kept = await migration.desk.create({
    Queue: 'General',
    Subject: 'stays',
    Content: 'one',
    ContentType: 'text/plain',
  });
  const away = await migration.desk.create({
    Queue: 'General',
    Subject: 'goes',
    Content: 'two',
    ContentType: 'text/plain',
  });
  const gone = await migration.desk.create({
    Queue: 'General',
    Subject: 'dropped',
    Content: 'three',
    ContentType: 'text/plain',
  });
  await migration.desk.merge(away, kept);
  await migration.desk.remove(gone);
  const delta = await migration.run('--delta');
  expect(delta.json, delta.stderr).toMatchObject({ state: 'settled', settled: true });
  const held = await listAll(migration.ferry, 'ticket');
  expect(held.get(`rt:ticket:${away}`)?.data).toMatchObject({ number: away, mergedInto: `rt:ticket:${kept}` });
  expect(held.get(`rt:ticket:${gone}`)?.data).toMatchObject({ number: gone, status: 'deleted' });
  expect((await differencesOf(migration.rt.state, migration.ferry)).differences).toEqual([]);
});

/** One round makes two tickets, talks on one, merges the other away, and touches old tickets at both ends of the numbers. */
async function workBeside(desk: Desk, ended: { readonly yet: boolean }): Promise<number> {
  let round = 0;
  for (; round < MOST_ROUNDS && !ended.yet; round += 1) {
    const [one, other] = [await newTicket(desk, `live ${round}`), await newTicket(desk, `直播 ${round}`)];
    await desk.correspond(one, `answered in round ${round}`);
    await desk.comment(one, `内部 ${round}`);
    await desk.change(String(20 + round), { Subject: `renamed in round ${round}` });
    await desk.change(one, { RefersTo: String(100 + round) });
    if (round % 3 === 0) await desk.merge(other, one);
    else if (round % 3 === 1) await desk.remove(other);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  return round;
}

function newTicket(desk: Desk, subject: string): Promise<string> {
  return desk.create({
    Queue: 'Incident',
    Subject: subject,
    Requestor: 'user1@customer1.example',
    Content: `${subject}\n正文`,
    ContentType: 'text/plain',
  });
}
