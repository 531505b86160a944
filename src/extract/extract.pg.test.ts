import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { readBatch } from '../landing/batch.ts';
import type { Watermark } from '../model/run.ts';
import { extractBatches } from './extract.ts';
import type { LaneDeps } from './lane-deps.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const records = (count: number) => Array.from({ length: count }, (_, i) => ticket(`T${i}`, `title ${i}`));
const START = { continuation: null, sequence: 1, maxBatches: 100 };

async function keysOf(deps: LaneDeps, batches: Awaited<ReturnType<typeof extractBatches>>['batches']) {
  const keys: string[][] = [];
  for (const batch of batches) keys.push((await readBatch(deps.landing, batch)).map(({ key }) => key));
  return keys;
}

test.each([
  [0, []],
  [1, [1]],
  [4, [4]],
  [8, [4, 4]],
  [10, [4, 4, 2]],
])('cuts %i records in pages of three into batches of %j', async (count, sizes) => {
  const deps = await fixture.lane({ from: memorySource(records(count)), to: memoryTarget() });
  const { batches, done } = await extractBatches(deps, START);
  expect(batches.map((batch) => batch.count)).toEqual(sizes);
  expect((await keysOf(deps, batches)).flat()).toEqual(records(count).map(({ key }) => key));
  expect(done).toBe(true);
  const totals = await fixture.ledger.laneTotals({ run: deps.run.run, lane: deps.lane.lane });
  expect(totals).toMatchObject({ enumerated: count, readDone: true });
});

test('goes on in the middle of a page, so that every record lands once whatever the steps', async () => {
  for (const maxBatches of [1, 2, 3]) {
    const deps = await fixture.lane({ from: memorySource(records(11)), to: memoryTarget(), lane: { batchSize: 2 } });
    const keys: string[] = [];
    let continuation: Watermark = null;
    let sequence = 1;
    for (let done = false; !done; ) {
      const step = await extractBatches(deps, { continuation, sequence, maxBatches });
      keys.push(...(await keysOf(deps, step.batches)).flat());
      sequence += step.batches.length;
      ({ continuation, done } = step);
    }
    expect(keys).toEqual(records(11).map(({ key }) => key));
  }
});

test('loses no record when one that was landed has left a page that is cut', async () => {
  const from = memorySource(records(9));
  const deps = await fixture.lane({ from, to: memoryTarget(), lane: { batchSize: 2 } });
  const first = await extractBatches(deps, { ...START, maxBatches: 1 });
  // As a ticket does that leaves the scope: the page has two records from now on, and the second is not landed.
  const [, ...rest] = records(3);
  const { read } = from;
  from.read = async function* (entity, since) {
    for await (const page of read(entity, since))
      yield since === null && page.continuation === '3' ? { ...page, records: rest } : page;
  };
  const second = await extractBatches(deps, { continuation: first.continuation, sequence: 2, maxBatches: 100 });
  const keys = [...(await keysOf(deps, first.batches)), ...(await keysOf(deps, second.batches))].flat();
  expect(new Set(keys)).toEqual(new Set(records(9).map(({ key }) => key)));
});

test('returns on a repeat what landed the first time, though the source changed since', async () => {
  const from = memorySource(records(10));
  const deps = await fixture.lane({ from, to: memoryTarget() });
  const first = await extractBatches(deps, { ...START, maxBatches: 2 });
  from.records = records(5).map((record) => ({ ...record, data: { changed: true } }));
  from.pages = 0;
  expect(await extractBatches(deps, { ...START, maxBatches: 2 })).toEqual(first);
  expect(from.pages).toBe(0);
});

test('gives a large record a batch of its own', async () => {
  const large = ticket('large', 'x'.repeat(5 * 1024 * 1024));
  const from = memorySource([ticket('a', '1'), large, ticket('b', '2')]);
  const deps = await fixture.lane({ from, to: memoryTarget() });
  const { batches } = await extractBatches(deps, START);
  expect(await keysOf(deps, batches)).toEqual([['a'], ['large'], ['b']]);
});

test('lands a record that is nested too deeply as one that cannot be trusted', async () => {
  const deep = JSON.parse('['.repeat(20_000) + ']'.repeat(20_000));
  const deps = await fixture.lane({ from: memorySource([{ key: 'deep', data: { deep } }]), to: memoryTarget() });
  const { batches } = await extractBatches(deps, START);
  const [batch] = batches;
  if (batch === undefined) throw new Error('nothing landed');
  expect(await readBatch(deps.landing, batch)).toMatchObject([{ key: 'deep', problem: { code: 'too-deep' } }]);
});

test('a slow source is landed page by page, no page is read twice, and a call does not wait for all it may bring', async () => {
  const from = memorySource(records(9));
  const lane = await fixture.lane({ from, to: memoryTarget(), lane: { batchSize: 500 } });
  let looks = 0;
  // Twelve seconds between any two looks at the clock.
  const deps = { ...lane, now: () => new Date(12_000 * looks++) };
  const keys: string[] = [];
  let continuation: Watermark = null;
  let sequence = 1;
  let calls = 0;
  for (let done = false; !done; calls += 1) {
    const step = await extractBatches(deps, { continuation, sequence, maxBatches: 4 });
    expect(step.batches.every(({ count }) => count === 3)).toBe(true);
    keys.push(...(await keysOf(deps, step.batches)).flat());
    sequence += step.batches.length;
    ({ continuation, done } = step);
  }
  expect(keys).toEqual(records(9).map(({ key }) => key));
  expect(calls).toBeGreaterThan(1);
  expect(from.pages).toBe(3);
});
