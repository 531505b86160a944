/** A whole Request Tracker is migrated beside the registers, and a recount from RT's own database agrees on everything. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { editByHand, listAll } from '../e2e/recount.ts';
import { putLastUpdated } from './last-updated.ts';
import { countsOf, effectsOf, type Migration, openMigration } from './migration.ts';
import { differencesOf, expectedQuarantine, type QuarantineGroup, trapsOf } from './recount.ts';

let migration: Migration;
let first: Awaited<ReturnType<Migration['run']>>;

beforeAll(async () => {
  migration = await openMigration();
  first = await migration.run();
}, 900_000);

afterAll(() => migration?.stop());

test('RT holds each of its traps at least three times', async () => {
  const { traps, short } = await trapsOf(migration.rt.state);
  expect(short).toEqual([]);
  expect(Object.keys(traps).length).toBeGreaterThan(80);
});

test('the run settles, and says by its exit code that some records were quarantined', () => {
  expect(first.json, first.stderr).toMatchObject({ state: 'settled', settled: true });
  expect(first.code, first.stderr).toBe(4);
});

test('what is quarantined is the list written down beforehand, by trap, and nothing else', async () => {
  const { json } = await migration.ferry.command(['quarantine', 'list', '--config', migration.config]);
  const entry = z.object({ lane: z.string(), key: z.string(), code: z.string(), path: z.string() });
  const { records } = z.object({ records: z.array(entry) }).parse(json);
  expect(inOrder(records)).toEqual(inOrder(await expectedQuarantine(migration.rt.state)));
});

test("the console holds what RT's database says, in every field of every record", async () => {
  const { differences, compared } = await differencesOf(migration.rt.state, migration.ferry);
  expect(differences).toEqual([]);
  const seldom = Object.entries(compared).filter(([, times]) => times < 3);
  expect(seldom, 'what was hardly compared is not shown').toEqual([]);
});

test('a customer whom the registers and RT name alike is one record; others are their own', async () => {
  const customers = await listAll(migration.ferry, 'customer');
  const named = [...customers.values()].filter(({ data }) => data.name === 'Northwind Logistics');
  expect(named.map(({ externalId }) => externalId)).toEqual(['registers:customer:KH2002']);
  expect(named[0]?.data).toMatchObject({ code: 'KH2002', tier: 'B' });
  expect(customers.has('rt:customer:Tailspin Travel')).toBe(true);
  expect(customers.has('registers:customer:KH2009')).toBe(true);
});

test('a customer that RT names like two of the registers waits for a person', async () => {
  const customers = await listAll(migration.ferry, 'customer');
  expect(customers.has('rt:customer:东方贸易')).toBe(false);
  expect(customers.has('registers:customer:KH2005') && customers.has('registers:customer:KH2006')).toBe(true);
});

test('a level that nobody defined is said to have no definition', async () => {
  const policies = await listAll(migration.ferry, 'sla-policy');
  const defined = [...policies.values()].filter(({ data }) => (data.targets ?? []) !== null && data.targets);
  expect(defined.map(({ data }) => data.name).sort()).toEqual(['P1', 'P2', 'P3']);
  expect(first.json).toMatchObject({
    placeholders: expect.arrayContaining([expect.objectContaining({ entity: 'sla-policy', name: 'P4' })]),
  });
});

test('a second run writes nothing', async () => {
  const before = migration.ferry.itemsSent();
  const second = await migration.run();
  expect(second.json, second.stderr).toMatchObject({ state: 'settled', settled: true });
  expect(effectsOf(second)).toBe(0);
  expect(migration.ferry.itemsSent()).toBe(before);
});

test('one edited ticket is exactly one update', async () => {
  const [ticket] = await someTickets(1);
  await migration.desk.change(ticket ?? '', { Subject: 'Renamed while both systems live' });
  const before = migration.ferry.itemsSent();
  const run = await migration.run('--delta');
  expect(countsOf(run, 'ticket'), run.stderr).toMatchObject({ updated: 1, created: 0 });
  expect(effectsOf(run)).toBe(1);
  expect(migration.ferry.itemsSent()).toBe(before + 1);
});

test("a link that comes in from another ticket arrives, though it doesn't move the ticket's LastUpdated", async () => {
  const [from = '', to = ''] = await someTickets(2);
  const touched = String((await migration.desk.read(to)).LastUpdated);
  await migration.desk.change(from, { DependsOn: to });
  putLastUpdated(migration.rt, to, touched);
  expect((await migration.desk.read(to)).LastUpdated).toBe(touched);
  const run = await migration.run('--delta');
  expect(countsOf(run, 'ticket'), run.stderr).toMatchObject({ updated: 2, created: 0 });
  const held = (await listAll(migration.ferry, 'ticket')).get(`rt:ticket:${to}`);
  expect(held?.data.links).toContainEqual(expect.objectContaining({ kind: 'depended-on-by', to: `rt:ticket:${from}` }));
});

test('after the deltas the recount still finds no difference', async () => {
  expect((await differencesOf(migration.rt.state, migration.ferry)).differences).toEqual([]);
});

test('the recount sees one changed word', async () => {
  const article = (await listAll(migration.ferry, 'article')).values().next().value;
  if (article === undefined) throw new Error('there are no articles');
  const body = `${article.data.body} and one word more`;
  await editByHand(migration.ferry, { entity: 'article', held: article, fields: { body } });
  const { differences } = await differencesOf(migration.rt.state, migration.ferry);
  expect(differences.map(({ key }) => key)).toEqual([article.externalId]);
});

/** Numbers of live tickets, far from those that the traps are about. */
async function someTickets(count: number): Promise<readonly string[]> {
  const tickets = [...(await listAll(migration.ferry, 'ticket')).values()];
  const plain = tickets.filter(({ data }) => data.status === 'open' && (data.mergedInto ?? null) === null);
  const numbers = plain.slice(0, count).map(({ data }) => String(data.number));
  if (numbers.length < count) throw new Error(`there are only ${numbers.length} open tickets`);
  return numbers;
}

function inOrder(entries: readonly QuarantineGroup[]) {
  return entries
    .map(({ lane, key, code, path }) => ({ lane, key, code, path }))
    .sort((one, other) => (`${one.lane} ${one.key}` < `${other.lane} ${other.key}` ? -1 : 1));
}
