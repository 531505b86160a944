/** Two versions of one record in two batches: the newer one counts, whichever loads first. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts, type Given, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { extractBatches } from '../extract/extract.ts';
import type { SourceRecord } from '../model/record.ts';
import { loadBatch } from './load.ts';
import { patchReferences } from './second-pass.ts';
import { settleLane } from './settle.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

/** Lands both batches, loads them in the order given, and settles. */
async function loadedIn(order: readonly number[], given: Given) {
  const deps = await fixture.lane({ ...given, lane: { ...given.lane, batchSize: 2, window: 2 } });
  const { batches } = await extractBatches(deps, { continuation: null, sequence: 1, maxBatches: 9 });
  expect(batches).toHaveLength(2);
  for (const sequence of order) {
    const batch = batches.find((each) => each.sequence === sequence);
    if (batch === undefined) throw new Error('no such batch');
    await loadBatch(deps, batch);
  }
  await patchReferences(deps);
  return { settlement: await settleLane(deps), run: deps.run.run };
}

const ORDERS = [[[1, 2]], [[2, 1]]] as const;

const threeRecords = (first: SourceRecord, second: SourceRecord, other: SourceRecord) => [first, other, second];

test.each(ORDERS)(
  'the version read last counts when batches load as %j and the source gives no versions',
  async (order) => {
    const to = memoryTarget();
    const from = memorySource(
      threeRecords(ticket('A', 'old', { priority: 'low' }), ticket('A', 'new'), ticket('B', 'b')),
    );
    const { settlement } = await loadedIn(order, { from, to });
    expect(settlement).toMatchObject({ settled: true, enumerated: 3, distinct: 2 });
    expect(settlement.outcomes).toEqual(counts({ created: 2, superseded: 1 }));
    expect(to.data('ticket', 'itsm:ticket:A')).toEqual({ number: 'A', title: 'new', status: 'open' });
    expect((await fixture.run({ from, to })).outcomes).toMatchObject({ created: 0, quarantined: 0 });
    expect(to.data('ticket', 'itsm:ticket:A')).toMatchObject({ title: 'new' });
  },
);

test.each(ORDERS)('the newer version of a master counts when batches load as %j', async (order) => {
  const to = memoryTarget();
  const customer = (key: string, name: string, version: string) => ({ key, version, data: { code: key, name } });
  const shared = {
    to,
    entity: 'customer' as const,
    map: ({ data }: SourceRecord) => ({
      identities: [{ kind: 'code', value: String(data.code) }],
      match: [['code']],
    }),
    lane: { precedence: ['itsm', 'register'] },
  };
  await fixture.run({ ...shared, source: 'register', from: memorySource([customer('A', 'registered', '1')]) });
  const from = memorySource(
    threeRecords(customer('A', 'old', '1'), customer('A', 'new', '2'), customer('B', 'b', '1')),
  );
  const { settlement } = await loadedIn(order, { ...shared, from });
  expect(settlement).toMatchObject({ settled: true, outcomes: counts({ updated: 1, created: 1, superseded: 1 }) });
  expect(to.data('customer', 'register:customer:A')).toMatchObject({ name: 'new' });
});

test.each(ORDERS)('a newer version that was read first counts when batches of masters load as %j', async (order) => {
  const to = memoryTarget();
  const customer = (key: string, name: string, version: string) => ({ key, version, data: { code: key, name } });
  const from = memorySource(
    threeRecords(customer('A', 'new', '2'), customer('A', 'old', '1'), customer('B', 'b', '1')),
  );
  const { settlement } = await loadedIn(order, { from, to, entity: 'customer' });
  expect(settlement.settled).toBe(true);
  expect(to.data('customer', 'itsm:customer:A')).toMatchObject({ name: 'new' });
});

test('an older version that loads late leaves the deferred references of the newer one, and they are filled in', async () => {
  const to = memoryTarget();
  const link = { links: [{ kind: 'related', to: null }] };
  const from = memorySource(threeRecords(ticket('A', 'old'), ticket('A', 'new', link), ticket('B', 'b')));
  const map = ({ data }: SourceRecord) => ({
    references: data.links
      ? [
          {
            path: ['links', 0, 'to'],
            entity: 'ticket' as const,
            value: 'C',
            missing: 'defer' as const,
            form: 'field' as const,
          },
        ]
      : [],
  });
  await fixture.run({ from: memorySource([ticket('C', 'c')]), to, lane: { lane: 'itsm.more' } });
  const { settlement } = await loadedIn([2, 1], { from, to, map });
  expect(settlement.settled).toBe(true);
  expect(to.data('ticket', 'itsm:ticket:A')).toMatchObject({ title: 'new', links: [{ to: 'itsm:ticket:C' }] });
});

test('an older version that is quarantined changes nothing once the newer one is loaded', async () => {
  const to = memoryTarget();
  const problem = { code: 'row-ragged', path: '', message: 'cut' };
  const from = memorySource(threeRecords({ ...ticket('A', 'cut'), problem }, ticket('A', 'whole'), ticket('B', 'b')));
  const { settlement } = await loadedIn([2, 1], { from, to });
  expect(settlement).toMatchObject({ settled: true, outcomes: counts({ created: 2, superseded: 1 }) });
});
