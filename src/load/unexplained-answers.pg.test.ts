/** A target refuses a record as out of date: right where a newer version was loaded, a difference where nobody knows one. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../test/fakes/lane.ts';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { type MemoryTarget, memoryTarget } from '../../test/fakes/memory-target.ts';
import { extractBatches } from '../extract/extract.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { BatchRef } from '../model/batch.ts';
import { loadBatch } from './load.ts';
import { settleLane } from './settle.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const versioned = (key: string, title: string, version: string) => ({ ...ticket(key, title), version });

/** Somebody else wrote these versions of A, under the name of the same source. */
async function hold(to: MemoryTarget, sourceVersion: string): Promise<void> {
  const item = { op: 'upsert' as const, externalKey: 'itsm:ticket:A', sourceVersion };
  await to.write(
    { entity: 'ticket', run: 'elsewhere', items: [{ ...item, data: { title: 'elsewhere' } }] },
    sourceVersion,
  );
}

const finish = (run: string, state: 'settled' | 'failed') =>
  fixture.ledger.finishRun(run, { state, settlements: [], failure: null });

test('a newer version that no run has loaded keeps the lane from settling, and is a finding', async () => {
  const to = memoryTarget();
  await hold(to, 'yesterday, in no form that has an order');
  const from = memorySource([versioned('A', 'ours', '7'), versioned('B', 'b', '7')]);
  const done = await fixture.run({ from, to });
  expect(done).toMatchObject({
    outcomes: counts({ superseded: 1, created: 1 }),
    settled: false,
    differences: ['records that the target refused for newer versions, which no settled run has loaded: 1'],
  });
  const found = { lane: 'itsm.ticket', code: 'newer-version-unknown', key: 'itsm:ticket:A' };
  expect(await fixture.ledger.findings(done.run)).toMatchObject([found]);
  const again = await fixture.run({ from, to });
  expect(again.settled, 'a second run does not take it for known').toBe(false);
});

test.each([
  ['settled', true],
  ['failed', false],
] as const)('an older version is superseded by that of a run that %s; settled: %s', async (state, settled) => {
  const to = memoryTarget();
  const first = await fixture.run({ from: memorySource([versioned('A', 'new', '9')]), to });
  await finish(first.run, state);
  const late = await fixture.run({ from: memorySource([versioned('A', 'old', '8')]), to });
  expect(late).toMatchObject({ outcomes: counts({ superseded: 1 }), settled });
  expect(to.data('ticket', 'itsm:ticket:A')).toMatchObject({ title: 'new' });
});

test('what the target holds beyond the version of a settled run is not explained by that', async () => {
  const to = memoryTarget();
  const first = await fixture.run({ from: memorySource([versioned('A', 'ours', '9')]), to });
  await finish(first.run, 'settled');
  await hold(to, 't2026-01-01T00:00:00.000000000Z');
  expect((await fixture.run({ from: memorySource([versioned('A', 'newest', '10')]), to })).settled).toBe(false);
});

/** Loads the batches in this order; the ledger hears of each in the order of `heard`. */
async function racing(deps: LaneDeps, sent: readonly BatchRef[], heard: readonly BatchRef[]) {
  const killed = { ...deps.ledger, settleBatch: () => Promise.reject(new Error('killed')) };
  const [first] = sent;
  if (first === undefined) throw new Error('no batch');
  await expect(loadBatch({ ...deps, ledger: killed }, first)).rejects.toThrow('killed');
  for (const batch of heard) await loadBatch(deps, batch);
  return settleLane(deps);
}

test.each([
  ['later', '1', '2'],
  ['earlier', '2', '1'],
])('a newer version in a %s batch that is written first and known last explains it', async (_, one, two) => {
  const to = memoryTarget();
  const from = memorySource([
    versioned('A', `version ${one}`, one),
    ticket('B', 'b'),
    versioned('A', `version ${two}`, two),
  ]);
  const deps = await fixture.lane({ from, to, lane: { batchSize: 2, window: 2 } });
  const { batches } = await extractBatches(deps, { continuation: null, sequence: 1, maxBatches: 9 });
  const [newer, older] = one === '2' ? batches : [...batches].reverse();
  if (newer === undefined || older === undefined) throw new Error('two batches expected');
  const settlement = await racing(deps, [newer], [older, newer]);
  expect(settlement).toMatchObject({ settled: true, outcomes: counts({ created: 2, superseded: 1 }), differences: [] });
  expect(to.data('ticket', 'itsm:ticket:A')).toMatchObject({ title: 'version 2' });
  expect(await fixture.ledger.findings(deps.run.run)).toEqual([]);
});

test('landed versions of an earlier form are compared with those of today', async () => {
  const to = memoryTarget();
  const first = await fixture.run({ from: memorySource([versioned('A', 'nine', '000000000009')]), to });
  await finish(first.run, 'settled');
  const deps = await fixture.lane({ from: memorySource([versioned('A', 'ten', '000000000010')]), to });
  expect(await runLane(deps)).toMatchObject({ settled: true, outcomes: counts({ updated: 1 }) });
  const late = await fixture.run({ from: memorySource([versioned('A', 'nine again', '9')]), to });
  expect(late.outcomes).toEqual(counts({ superseded: 1 }));
});
