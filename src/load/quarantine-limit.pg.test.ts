/** The quarantine limit of a lane that runs: judged by the whole lane, whatever comes first. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { extractBatches } from '../extract/extract.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import { loadBatch } from './load.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const START = { continuation: null, sequence: 1, maxBatches: 9 };

/** Loads one batch after another; a batch that holds the lane ends as `held`. */
async function loadAll(deps: LaneDeps): Promise<readonly string[]> {
  const { batches } = await extractBatches(deps, START);
  const ended: string[] = [];
  for (const batch of batches) {
    const summary = await loadBatch(deps, batch).catch((error: unknown) => error);
    if (summary instanceof Error) expect(summary).toMatchObject({ name: 'StuckError', code: 'quarantine-limit' });
    ended.push(summary instanceof Error ? 'held' : 'loaded');
  }
  return ended;
}

/** Sixty tickets, in batches of 20, of which the target refuses those named. */
async function refusing(refused: (number: number) => boolean, count?: number | null) {
  const to = memoryTarget();
  to.refuse = ({ externalKey }) =>
    refused(Number(externalKey.slice(-2))) ? { code: 'contract', retryable: false } : undefined;
  const from = memorySource(Array.from({ length: 60 }, (_, i) => ticket(`T${String(i).padStart(2, '0')}`, 'x')));
  if (count !== undefined) from.count = async () => ({ count, how: 'as the test says' });
  return fixture.lane({ from, to, lane: { batchSize: 20, quarantineLimit: 0.1 } });
}

test('bad records that come first do not hold a lane whose whole has few', async () => {
  const deps = await refusing((number) => number < 6);
  expect(await loadAll(deps)).toEqual(['loaded', 'loaded', 'loaded']);
});

test('a lane is held as soon as more are quarantined than the limit allows of the whole', async () => {
  const deps = await refusing((number) => number >= 14 && number < 21);
  expect(await loadAll(deps)).toEqual(['loaded', 'held', 'held']);
});

test('a count that was too high does not let a lane end that has too many', async () => {
  const deps = await refusing((number) => number < 7, 1000);
  expect(await loadAll(deps)).toEqual(['held', 'held', 'held']);
});

test('records that nobody counted are judged once all are read', async () => {
  const few = await refusing((number) => number < 6, null);
  expect(await loadAll(few)).toEqual(['loaded', 'loaded', 'loaded']);
  const many = await refusing((number) => number < 7, null);
  expect(await loadAll(many)).toEqual(['held', 'held', 'held']);
});

test('a lane that a person let go on is held again only when it gets worse than what was accepted', async () => {
  const deps = await refusing((number) => number % (number < 40 ? 4 : 2) === 0);
  const { batches } = await extractBatches(deps, START);
  const [first, second, third] = batches;
  if (first === undefined || second === undefined || third === undefined) throw new Error('three batches expected');
  const held = { name: 'StuckError', code: 'quarantine-limit' };
  expect((await loadBatch(deps, first)).counts).toMatchObject({ created: 15, quarantined: 5 });
  await expect(loadBatch(deps, second)).rejects.toMatchObject(held);
  await expect(loadBatch(deps, second)).rejects.toMatchObject(held);
  await fixture.ledger.acceptQuarantine({ run: deps.run.run, lane: deps.lane.lane });
  expect((await loadBatch(deps, second)).counts).toMatchObject({ created: 15, quarantined: 5 });
  await expect(loadBatch(deps, third)).rejects.toMatchObject({
    ...held,
    message: expect.stringContaining('since 25 % were accepted; the limit is 35 %'),
  });
});

test('records held back since people edited them hold no lane', async () => {
  const to = memoryTarget();
  const records = (title: string) => Array.from({ length: 20 }, (_, i) => ticket(`E${i}`, title));
  await fixture.run({ from: memorySource(records('one')), to });
  for (let i = 0; i < 20; i += 1) to.edit('ticket', `itsm:ticket:E${i}`, { title: 'by hand' });
  const lane = { batchSize: 20, quarantineLimit: 0.1 };
  const second = await fixture.run({ from: memorySource(records('two')), to, lane });
  expect(second.outcomes).toEqual(counts({ quarantined: 20 }));
});
