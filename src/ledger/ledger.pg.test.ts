import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreshDatabase, freshDatabase } from '../../test/setup/database.ts';
import { canonicalJson } from '../model/canonical.ts';
import { NO_OUTCOMES } from '../model/outcome.ts';
import type { LanePlan, RunPlan } from '../model/run.ts';
import type { LaneSettlement } from '../model/settlement.ts';
import { linkHash } from './audit.ts';
import { openDatabase } from './database.ts';
import { type Ledger, openLedger } from './ledger.ts';

let database: FreshDatabase;
let ledger: Ledger;

beforeAll(async () => {
  database = await freshDatabase();
  ledger = await openLedger(database.url);
});
afterAll(async () => {
  await ledger.close();
  await database.drop();
});

function planOf(run: string, lanes: readonly string[] = ['itsm.ticket'], instance = 'console-1'): RunPlan {
  const lane = (name: string): LanePlan => ({
    lane: name,
    mapping: 'ticket',
    mappingVersion: '1.0.0',
    mappingHash: 'a'.repeat(64),
    source: 'itsm',
    sourceEntity: 'ticket',
    entity: 'ticket',
    where: null,
    since: null,
    batchSize: 500,
    window: 4,
    quarantineLimit: 0.05,
    precedence: ['itsm'],
  });
  const levels = lanes.map((name) => [[lane(name)]]);
  return { run, route: 'main', mode: 'full', reads: 'source', targetInstance: instance, config: 'ferry.yaml', levels };
}

const settled = (lane: string): LaneSettlement => ({
  lane,
  entity: 'ticket',
  sourceCount: { count: 2, how: 'counted' },
  enumerated: 2,
  distinct: 2,
  known: 2,
  outcomes: { ...NO_OUTCOMES, created: 2 },
  placeholders: 0,
  deferredLeft: 0,
  settled: true,
  differences: [],
});

test('is brought up to date once when several programs open a new database at the same moment', async () => {
  const fresh = await freshDatabase();
  const opened = await Promise.all(Array.from({ length: 5 }, () => openLedger(fresh.url)));
  expect(await opened[0]?.listRuns(1)).toEqual([]);
  await Promise.all(opened.map((one) => one.close()));
  await fresh.drop();
});

test('starts a run once, with what it pins, and lists the newest first', async () => {
  const pin = { hash: 'b'.repeat(64), file: 'ticket.yaml', text: 'mapping: ticket\n', tables: { 't.csv': 'a,b' } };
  await ledger.startRun({ plan: planOf('start-1'), pins: [pin], workflowId: 'ferry/start-1' });
  await ledger.startRun({ plan: planOf('start-1'), pins: [pin], workflowId: 'another' });
  await ledger.startRun({ plan: planOf('start-2'), pins: [pin] });
  expect(await ledger.pinnedMapping(pin.hash)).toEqual(pin);
  expect(await ledger.pinnedMapping('none')).toBeUndefined();
  expect(await ledger.getRun('start-1')).toMatchObject({
    state: 'running',
    workflowId: 'ferry/start-1',
    finishedAt: null,
  });
  expect((await ledger.getRun('start-1'))?.plan).toEqual(planOf('start-1'));
  expect((await ledger.listRuns(2)).map(({ run }) => run)).toEqual(['start-2', 'start-1']);
  expect(await ledger.getRun('none')).toBeUndefined();
});

test('gives a lane to one run, all or none, and names the holder to the others', async () => {
  const first = planOf('hold-1', ['a', 'b']);
  const second = planOf('hold-2', ['b', 'c']);
  expect(await ledger.acquireLanes(first)).toEqual([]);
  expect(await ledger.acquireLanes(first)).toEqual([]);
  expect(await ledger.acquireLanes(second)).toMatchObject([{ lane: 'b', run: 'hold-1' }]);
  // Two routes with one source and mapping write the same records.
  const elsewhere = { ...planOf('hold-5', ['b']), route: 'other' };
  expect(await ledger.acquireLanes(elsewhere)).toMatchObject([{ lane: 'b', run: 'hold-1' }]);
  expect(await ledger.acquireLanes(planOf('hold-3', ['c']))).toEqual([]);
  expect(await ledger.acquireLanes(planOf('hold-4', ['a'], 'console-2'))).toEqual([]);
  await ledger.releaseLanes('hold-1');
  await ledger.releaseLanes('hold-3');
  expect(await ledger.acquireLanes(second)).toEqual([]);
});

test('lets exactly one of many runs that start at once have the lane', async () => {
  const plans = Array.from({ length: 20 }, (_, i) => planOf(`race-${i}`, ['x', 'y']));
  const held = await Promise.all(plans.map((plan) => ledger.acquireLanes(plan)));
  expect(held.filter((lanes) => lanes.length === 0)).toHaveLength(1);
  expect(new Set(held.flat().map(({ run }) => run)).size).toBe(1);
});

test('shows how far each lane is, in the order of the plan', async () => {
  await ledger.startRun({ plan: planOf('progress', ['z', 'a']), pins: [] });
  expect((await ledger.progress('progress')).map(({ lane, state }) => [lane, state])).toEqual([
    ['z', 'waiting'],
    ['a', 'waiting'],
  ]);
  const ref = { run: 'progress', lane: 'z' };
  await ledger.recordSourceCount(ref, { count: 7, how: 'counted' });
  const batch = { id: 'progress/z/000001', sequence: 1, address: 'x', sha256: 'y', count: 5 };
  await ledger.recordLanded(ref, { batches: [batch], continuation: '5', done: false });
  await ledger.recordLanded(ref, { batches: [batch], continuation: '5', done: false });
  expect((await ledger.progress('progress'))[0]).toMatchObject({
    sourceCount: { count: 7 },
    enumerated: 5,
    landedBatches: 1,
    loadedBatches: 0,
    loaded: 0,
    outcomes: NO_OUTCOMES,
    state: 'reading',
  });
  await ledger.recordSettlement(ref, settled('z'), null);
  expect((await ledger.progress('progress'))[0]).toMatchObject({ state: 'settled', outcomes: { created: 2 } });
});

test('ends a run, keeps how it settled and gives its lanes back', async () => {
  const plan = planOf('finish', ['only']);
  await ledger.startRun({ plan, pins: [] });
  await ledger.acquireLanes(plan);
  await ledger.finishRun('finish', { state: 'settled', settlements: [settled('only')], failure: null });
  const kept = await ledger.getRun('finish');
  expect(kept).toMatchObject({ state: 'settled', settlements: [settled('only')] });
  expect(kept?.finishedAt).not.toBeNull();
  expect(await ledger.acquireLanes(planOf('next', ['only']))).toEqual([]);
});

test('chains its audit entries, also when many are written at once, so that any change shows', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, i) => ledger.appendAudit({ kind: 'tried', run: null, payload: { i } })),
  );
  const db = openDatabase(database.url);
  const rows = await db.rows<{
    seq: number;
    at: string;
    kind: string;
    run: string | null;
    payload: Record<string, number>;
    payloadHash: string;
    prev: string;
    hash: string;
  }>(
    `select seq::int, at, kind, run, payload, payload_hash as "payloadHash", prev, hash from ferry.audit order by seq`,
  );
  await db.close();
  expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, i) => i + 1));
  for (const [i, row] of rows.entries()) {
    expect(row.prev).toBe(rows[i - 1]?.hash ?? '0'.repeat(64));
    expect(row.hash).toBe(linkHash(row));
    expect(row.payloadHash).toBe(createHash('sha256').update(canonicalJson(row.payload)).digest('hex'));
  }
  expect(rows.filter(({ kind }) => kind === 'tried')).toHaveLength(20);
});

test('says that the database can not be reached, survives it, and works again afterwards', async () => {
  const fresh = await freshDatabase();
  const own = await openLedger(fresh.url);
  const name = new URL(fresh.url).pathname.slice(1);
  const admin = new pg.Client({ connectionString: database.url });
  await admin.connect();
  await admin.query(`alter database ${name} with allow_connections false`);
  await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
  await expect(own.listRuns(1)).rejects.toMatchObject({ name: 'TransientError', code: 'ledger-unreachable' });
  await admin.query(`alter database ${name} with allow_connections true`);
  await admin.end();
  expect(await own.listRuns(1)).toEqual([]);
  await own.close();
  await own.close();
  await fresh.drop();
});

test('what fails within a transaction but not in the database is thrown as it is, and nothing is kept', async () => {
  const own = openDatabase(database.url);
  const wrong = new RangeError('of our own');
  await expect(
    own.transaction(async (queries) => {
      await queries.rows('create table ferry.never (id int)');
      throw wrong;
    }),
  ).rejects.toBe(wrong);
  expect(await own.rows("select to_regclass('ferry.never')::text as name")).toEqual([{ name: null }]);
  await own.close();
});
