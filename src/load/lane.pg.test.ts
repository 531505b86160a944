import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { FatalError } from '../errors.ts';
import { extractBatches } from '../extract/extract.ts';
import { openDatabase } from '../ledger/database.ts';
import { loss, problem } from '../messages/make.ts';
import { sentenceOf } from '../messages/sentence.ts';
import type { SourceRecord } from '../model/record.ts';
import { loadBatch } from './load.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const START = { continuation: null, sequence: 1, maxBatches: 100 };

test('loads every record once, and a second run changes and sends nothing', async () => {
  const from = memorySource(Array.from({ length: 10 }, (_, i) => ticket(`T${i}`, `title ${i}`)));
  const to = memoryTarget();
  const first = await fixture.run({ from, to });
  expect(first).toMatchObject({ settled: true, enumerated: 10, outcomes: counts({ created: 10 }) });
  expect(to.keys('ticket')).toHaveLength(10);

  const sent = to.items.length;
  const second = await fixture.run({ from, to });
  expect(second).toMatchObject({ settled: true, outcomes: counts({ unchanged: 10 }) });
  expect(to.items).toHaveLength(sent);
});

test('sends the fields that changed and nothing else', async () => {
  const from = memorySource([ticket('A', 'one', { priority: 'low' }), ticket('B', 'two')]);
  const to = memoryTarget();
  await fixture.run({ from, to });
  from.records = [ticket('A', 'uno'), ticket('B', 'two')];
  to.items.length = 0;
  const again = await fixture.run({ from, to });
  expect(again.outcomes).toEqual(counts({ updated: 1, unchanged: 1 }));
  expect(to.items.map(({ data }) => data)).toEqual([{ title: 'uno', priority: null }]);
  expect(to.data('ticket', 'itsm:ticket:A')).toEqual({ number: 'A', title: 'uno', status: 'open' });
});

test('loads a batch twice and changes nothing the second time', async () => {
  const to = memoryTarget();
  const deps = await fixture.lane({ from: memorySource([ticket('A', 'one'), ticket('B', 'two')]), to });
  const [batch] = (await extractBatches(deps, START)).batches;
  if (batch === undefined) throw new Error('nothing landed');
  const first = await loadBatch(deps, batch);
  expect(await loadBatch(deps, batch)).toEqual(first);
  expect(to.items).toHaveLength(2);
});

test('ends every record in exactly one outcome, and says which and why', async () => {
  const from = memorySource([
    ticket('ok', 'fine'),
    { ...ticket('ragged', ''), problem: { code: 'row-ragged', path: '', message: 'row at line 3 has 5 cells' } },
    ticket('left', 'test'),
    ticket('bad', 'x'),
  ]);
  const to = memoryTarget();
  to.refuse = ({ externalKey }) => (externalKey.endsWith('bad') ? { code: 'contract', retryable: false } : undefined);
  const map = ({ key }: { key: string }) =>
    key === 'left' ? { kind: 'excluded' as const, key, rule: 'test records stay' } : {};
  const done = await fixture.run({ from, to, map });
  expect(done).toMatchObject({ settled: true, outcomes: counts({ created: 1, quarantined: 2, excluded: 1 }) });
  const set = await fixture.ledger.quarantineList({ run: done.run, limit: 10 });
  expect(set.map(({ key, code, line }) => [key, code, line])).toEqual([
    ['ragged', 'row-ragged', 2],
    ['bad', 'contract', 4],
  ]);
});

test('bisects a refused call and quarantines only the record it was refused for', async () => {
  const to = memoryTarget();
  to.before = ({ items }) => {
    if (!items.some(({ externalKey }) => externalKey.endsWith('big'))) return;
    throw new FatalError('too large', { code: 'too-large' });
  };
  const from = memorySource([ticket('a', '1'), ticket('b', '2'), ticket('big', '3'), ticket('d', '4')]);
  const done = await fixture.run({ from, to });
  expect(done.outcomes).toEqual(counts({ created: 3, quarantined: 1 }));
  expect((await fixture.ledger.quarantineList({ run: done.run, limit: 9 }))[0]).toMatchObject({
    key: 'big',
    code: 'too-large',
  });
});

test('stops instead of quarantining everything when the target refuses each and every call', async () => {
  const to = memoryTarget();
  to.before = () => {
    throw new FatalError('refused', { code: 'request-refused' });
  };
  const from = memorySource([ticket('a', '1'), ticket('b', '2')]);
  await expect(fixture.run({ from, to })).rejects.toMatchObject({ code: 'request-refused' });
});

test('settles nothing while the target asks for another try, and gets a fresh answer then', async () => {
  const to = memoryTarget();
  const deps = await fixture.lane({ from: memorySource([ticket('A', 'one'), ticket('B', 'two')]), to });
  const [batch] = (await extractBatches(deps, START)).batches;
  if (batch === undefined) throw new Error('nothing landed');
  to.refuse = ({ externalKey }) => (externalKey.endsWith('B') ? { code: 'busy', retryable: true } : undefined);
  await expect(loadBatch(deps, batch)).rejects.toMatchObject({ name: 'TransientError', code: 'target-busy' });
  expect((await fixture.ledger.laneTotals({ run: deps.run.run, lane: deps.lane.lane })).unloadedBatches).toBe(1);
  to.refuse = () => undefined;
  expect((await loadBatch(deps, batch)).counts).toEqual(counts({ created: 2 }));
});

test('counts a key read again as superseded, and judges it by what the run did to it', async () => {
  const from = memorySource([ticket('A', '1'), ticket('B', '2'), ticket('A', '3'), ticket('C', '4'), ticket('B', '2')]);
  const done = await fixture.run({ from, to: memoryTarget(), lane: { batchSize: 4 } });
  expect(done).toMatchObject({ settled: true, enumerated: 5, outcomes: counts({ created: 3, superseded: 2 }) });
});

test('lets the target supersede an older record version by a newer one', async () => {
  const to = memoryTarget();
  const versioned = (title: string, version: string) => ({ ...ticket('A', title), version });
  await fixture.run({ from: memorySource([versioned('new', '2')]), to });
  const late = await fixture.run({ from: memorySource([versioned('old', '1')]), to });
  expect(late.outcomes).toEqual(counts({ superseded: 1 }));
  expect(to.data('ticket', 'itsm:ticket:A')).toMatchObject({ title: 'new' });
});

test('keeps what else is wrong with a quarantined record, counts it under its first problem, and lists the first example', async () => {
  const reason = { code: 'value-missing', path: 'title' };
  const also = [{ code: 'date-invalid', path: 'createdAt' }];
  const from = memorySource(['3', '1', '2'].map((key) => ticket(key, key)));
  const { run } = await fixture.run({
    ...{ from, to: memoryTarget() },
    map: ({ key }) => ({ kind: 'quarantined', key, problem: reason, ...(key === '2' && { also }) }),
  });
  const rows = await fixture.ledger.quarantineList({ run, limit: 9 });
  expect(rows.map((row) => [row.key, row.also])).toEqual([
    ['3', null],
    ['1', null],
    ['2', also],
  ]);
  expect(await fixture.ledger.quarantineReasons(run)).toEqual([
    { ...reason, records: 3, lane: 'itsm.ticket', key: '1', message: null, params: null },
  ]);
});

test('keeps in the audit, once, what a person accepted', async () => {
  const to = memoryTarget();
  to.refuse = ({ externalKey }) => (externalKey.endsWith('A') ? { code: 'contract', retryable: false } : undefined);
  const { run } = await fixture.run({ from: memorySource([ticket('A', 'a'), ticket('B', 'b')]), to });
  const ref = { run, lane: 'itsm.ticket' };
  await fixture.ledger.acceptQuarantine(ref);
  await fixture.ledger.acceptQuarantine(ref);
  const db = openDatabase(fixture.databaseUrl);
  const sql = `select payload from ferry.audit where run = $1 and kind = 'quarantine-accepted'`;
  expect(await db.rows(sql, [run])).toEqual([{ payload: { lane: ref.lane, quarantined: 1, records: 2 } }]);
  await db.close();
});

test('is not settled while the source counts otherwise, and unproven when it cannot count', async () => {
  const from = memorySource([ticket('A', 'one')]);
  from.count = async () => ({ count: 2, how: 'by another query' });
  const short = await fixture.run({ from, to: memoryTarget() });
  expect(short.settled).toBe(false);
  expect(short.differences).toEqual(['the source counts 2, 1 were read']);
  from.count = async () => ({ count: null, how: 'it cannot' });
  expect((await fixture.run({ from, to: memoryTarget() })).settled).toBe('unproven');
});

test('takes keys that no index can hold, and keeps them apart', async () => {
  const keys = ['nul\0', 'lone\uD800', 'x'.repeat(5000), `${'x'.repeat(5000)}y`];
  const from = memorySource(keys.map((key) => ({ ...ticket('n', 't'), key })));
  const map = ({ key }: { key: string }) => ({
    kind: 'quarantined' as const,
    key,
    problem: { code: 'key-invalid', path: '', message: `bad ${key.slice(0, 6)}` },
  });
  const done = await fixture.run({ from, to: memoryTarget(), map });
  expect(done).toMatchObject({ settled: true, outcomes: counts({ quarantined: 4 }) });
});

test('makes no use of a landed batch that was changed', async () => {
  const to = memoryTarget();
  const deps = await fixture.lane({ from: memorySource([ticket('A', 'one')]), to });
  const [batch] = (await extractBatches(deps, START)).batches;
  if (batch === undefined) throw new Error('nothing landed');
  const damaged = { ...batch, sha256: '0'.repeat(64) };
  await expect(loadBatch(deps, damaged)).rejects.toMatchObject({ code: 'landing-damaged' });
  expect(to.items).toEqual([]);
});

test('never lets two records of one source fall on one record of the target, in one batch or in two', async () => {
  const from = memorySource(['a', 'b', 'c', 'd', 'e'].map((key) => ticket(key, key)));
  const map = () => ({ externalKey: 'itsm:ticket:same' });
  const to = memoryTarget();
  const done = await fixture.run({ from, to, map, lane: { batchSize: 2 } });
  expect(done).toMatchObject({ settled: true, outcomes: counts({ created: 1, quarantined: 4 }) });
  expect(to.data('ticket', 'itsm:ticket:same')).toMatchObject({ title: 'a' });
  const set = await fixture.ledger.quarantineList({ run: done.run, limit: 9 });
  expect(new Set(set.map(({ code }) => code))).toEqual(new Set(['identity-duplicate']));
});

test('keeps codes and parameters of its own, and messages of other systems as they came', async () => {
  const kept = `\${x} __proto__ \uFFFD`;
  const hostile = `\${x} __proto__ \0`;
  const from = memorySource([ticket('own', 'x'), ticket('theirs', 'x'), ticket('lossy', 'x')]);
  const own = problem({ code: 'when-failed', path: '', params: { of: 'exclusion', because: hostile } });
  const theirs = { code: 'contract', path: 'title', message: 'Too long: see the manual' };
  const lost = [8, 9].map((max) => loss({ code: 'truncated', path: 'title', params: { what: 'text', max } }));
  const map = ({ key }: { key: string }) =>
    key === 'lossy' ? { losses: lost } : { kind: 'quarantined' as const, key, problem: key === 'own' ? own : theirs };
  const { run } = await fixture.run({ from, to: memoryTarget(), map });
  const rows = await fixture.ledger.quarantineList({ run, limit: 9 });
  expect(rows).toMatchObject([
    { code: 'when-failed', params: { of: 'exclusion', because: kept }, message: null },
    { code: 'contract', params: null, message: 'Too long: see the manual' },
  ]);
  expect(rows.map((row) => sentenceOf('problem', row))).toEqual([
    `the exclusion "${kept}" fails on this record`,
    'Too long: see the manual',
  ]);
  const losses = await fixture.ledger.losses(run);
  expect(losses).toMatchObject([{ code: 'truncated', count: 2, params: { what: 'text', max: 8 }, message: null }]);
});

test('two lanes of one run never alternate at a record that only one of them can own', async () => {
  const to = memoryTarget();
  const beside = ['itsm.incidents', 'itsm.extras'];
  const [incidents, extras] = beside.map((lane) => ({ lane }));
  const runOne = (run: string, lane: typeof incidents, record: SourceRecord) =>
    fixture.run({ from: memorySource([record]), to, run, beside, ...(lane && { lane }) });
  for (const run of ['alternate-1', 'alternate-2']) {
    await runOne(run, incidents, ticket('A', 'one', { priority: 'high' }));
    const late = await runOne(run, extras, ticket('A', 'two', { kind: 'incident' }));
    expect(late).toMatchObject({ settled: true, outcomes: counts({ quarantined: 1 }) });
  }
  expect(to.items).toHaveLength(1);
});

test.each([2, 3])('loads the newest version of a record when an older one follows: %i a batch', async (batchSize) => {
  const to = memoryTarget();
  const versioned = (title: string, version: string) => ({ ...ticket('A', title), version });
  const from = memorySource([versioned('new', '2'), ticket('B', 'b'), versioned('old', '1')]);
  const done = await fixture.run({ from, to, lane: { batchSize } });
  expect(done).toMatchObject({ settled: true, outcomes: counts({ created: 2, superseded: 1 }) });
  expect(to.data('ticket', 'itsm:ticket:A')).toMatchObject({ title: 'new' });
});
