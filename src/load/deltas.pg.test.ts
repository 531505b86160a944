/** Sources that change while they are read, and runs that load only what changed since. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { counts, type Given, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { type ChangingSource, changingSource, memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { extractBatches } from '../extract/extract.ts';
import type { LanePlan, Mode } from '../model/run.ts';
import { loadBatch } from './load.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const some = (count: number) => Array.from({ length: count }, (_, i) => ticket(`T${i}`, `title ${i}`));

const SCOPE = { route: 'test', lane: 'itsm.ticket' };

async function markOf(to: Given['to']) {
  const { instance } = await to.check();
  return (await fixture.ledger.watermarks(instance, SCOPE.route)).find(({ lane }) => lane === SCOPE.lane);
}

/** A delta as the plan would make it: from the watermark there is. */
async function delta(given: Given, lane: Partial<LanePlan> = {}) {
  const mark = await markOf(given.to);
  return fixture.run({ ...given, mode: 'delta' as Mode, lane: { ...lane, since: mark?.continuation ?? null } });
}

/** Does something once, after the given page. */
function onceAfter(from: ChangingSource, page: number, act: () => void): void {
  const until = from.pages + page;
  from.onPage = () => {
    if (from.pages === until) act();
  };
}

describe('a source that changes while it is read', () => {
  test('is counted as of where reading ended: versions of one record are one record', async () => {
    const from = changingSource(some(7));
    const to = memoryTarget();
    onceAfter(from, 2, () => {
      from.put(ticket('T0', 'changed meanwhile'));
      from.put(ticket('T9', 'new meanwhile'));
    });
    const done = await fixture.run({ from, to });
    expect(done).toMatchObject({ settled: true, enumerated: 10, distinct: 8, known: 8, sourceCount: { count: 8 } });
    expect(done.outcomes).toEqual(counts({ created: 8, superseded: 2 }));
    expect(to.data('ticket', 'itsm:ticket:T0')).toMatchObject({ title: 'changed meanwhile' });
    expect(to.keys('ticket')).toHaveLength(8);
  });

  test('may go on changing while the lane settles: what comes after the end is not missing', async () => {
    const from = changingSource(some(4));
    const count = from.count;
    from.count = (entity, of) => {
      if (of?.until != null) from.put(ticket('late', 'came after reading ended'));
      return count(entity, of);
    };
    expect(await fixture.run({ from, to: memoryTarget() })).toMatchObject({ settled: true, distinct: 4 });
  });

  test('is short when a record was passed over, and says by how many', async () => {
    const from = changingSource(some(4));
    const read = from.read;
    from.read = async function* (...args) {
      for await (const page of read(...args)) {
        yield { ...page, records: page.records.filter(({ key }) => key !== 'T2') };
      }
    };
    const done = await fixture.run({ from, to: memoryTarget() });
    expect(done.settled).toBe(false);
    expect(done.differences).toEqual(['the source counts 4, 3 were read']);
  });

  test('is read and counted within its scope alone', async () => {
    const from = changingSource([...some(3), ticket('X1', 'noc 1'), ticket('X2', 'noc 2')]);
    const to = memoryTarget();
    const done = await fixture.run({ from, to, lane: { where: 'noc' } });
    expect(done).toMatchObject({ settled: true, distinct: 2, sourceCount: { count: 2 } });
    expect(to.keys('ticket')).toEqual(['itsm:ticket:X1', 'itsm:ticket:X2']);
    expect(await markOf(to)).toMatchObject({ where: 'noc' });
  });
});

describe('a delta', () => {
  test('reads what changed, writes what differs, and is held to all the records the lane knows', async () => {
    const from = changingSource(some(6));
    const to = memoryTarget();
    await fixture.run({ from, to });
    from.put(ticket('T1', 'edited'));
    from.put(ticket('T1', 'edited twice'));
    from.put(ticket('T7', 'new'));
    to.items.length = 0;
    const first = await delta({ from, to });
    expect(first).toMatchObject({ settled: true, enumerated: 2, distinct: 2, known: 7, sourceCount: { count: 7 } });
    expect(first.outcomes).toEqual(counts({ updated: 1, created: 1 }));
    expect(to.items).toHaveLength(2);

    expect(await delta({ from, to })).toMatchObject({ settled: true, enumerated: 0, known: 7 });
    from.put(ticket('T7', 'new, and edited'));
    expect(await delta({ from, to })).toMatchObject({ settled: true, enumerated: 1, known: 7 });
    expect(to.data('ticket', 'itsm:ticket:T7')).toMatchObject({ title: 'new, and edited' });
  });

  test('counts versions of one record in one delta as superseded except the last', async () => {
    const from = changingSource(some(3));
    const to = memoryTarget();
    await fixture.run({ from, to });
    for (const key of ['T0', 'T1', 'T2']) from.put(ticket(key, 'changed'));
    onceAfter(from, 1, () => from.put(ticket('T0', 'changed again')));
    const done = await delta({ from, to });
    expect(done).toMatchObject({ settled: true, enumerated: 4, distinct: 3, known: 3 });
    expect(done.outcomes).toEqual(counts({ updated: 3, superseded: 1 }));
    expect(to.data('ticket', 'itsm:ticket:T0')).toMatchObject({ title: 'changed again' });
  });

  test('does not settle when a record left the source without a trace, until a full run; its watermark stays until then', async () => {
    const from = changingSource(some(5));
    const to = memoryTarget();
    await fixture.run({ from, to });
    const before = await markOf(to);
    from.destroy('T3');
    from.put(ticket('T4', 'edited'));
    const red = await delta({ from, to });
    expect(red.settled).toBe(false);
    expect(red.differences).toEqual([expect.stringMatching(/^the source counts 4, 5 are known .*full run/)]);
    expect(await markOf(to)).toEqual(before);
    expect(await fixture.run({ from, to })).toMatchObject({ settled: true, distinct: 4 });
    expect(await delta({ from, to })).toMatchObject({ settled: true, known: 4 });
  });

  test('that died is as if it had not been: the next one reads the same again, and counts nothing twice', async () => {
    const from = changingSource(some(4));
    const to = memoryTarget();
    await fixture.run({ from, to });
    from.put(ticket('T5', 'new'));
    const since = (await markOf(to))?.continuation ?? null;
    const dying = await fixture.lane({ from, to, mode: 'delta', lane: { since } });
    const { batches } = await extractBatches(dying, { continuation: null, sequence: 1, maxBatches: 9 });
    for (const batch of batches) await loadBatch(dying, batch);
    from.put(ticket('T6', 'newer'));
    const next = await delta({ from, to });
    expect(next).toMatchObject({ settled: true, enumerated: 2, known: 6 });
    expect(next.outcomes).toEqual(counts({ unchanged: 1, created: 1 }));
  });

  test('leaves a quarantined record known, and a full run begins the count anew', async () => {
    const from = changingSource(some(3));
    const to = memoryTarget();
    to.refuse = ({ externalKey }) => (externalKey.endsWith('T1') ? { code: 'contract', retryable: false } : undefined);
    await fixture.run({ from, to });
    expect(await delta({ from, to })).toMatchObject({ settled: true, known: 3 });
    from.destroy('T1');
    // Another mapping: read whole although it is a delta.
    const whole = await fixture.run({ from, to, mode: 'delta', lane: { mappingHash: 'b'.repeat(64) } });
    expect(whole).toMatchObject({ settled: true, distinct: 2, known: 2 });
    expect(await markOf(to)).toMatchObject({ mappingHash: 'b'.repeat(64) });
    const last = await delta({ from, to }, { mappingHash: 'b'.repeat(64) });
    expect(last).toMatchObject({ settled: true, known: 2 });
  });

  test('of a source that can not count is unproven, and moves on', async () => {
    const from = changingSource(some(2));
    const to = memoryTarget();
    await fixture.run({ from, to });
    from.put(ticket('T5', 'new'));
    from.count = async () => ({ count: null, how: 'it cannot' });
    const before = await markOf(to);
    expect((await delta({ from, to })).settled).toBe('unproven');
    expect((await markOf(to))?.continuation).not.toBe(before?.continuation);
  });

  test('has no watermark in another target', async () => {
    const from = changingSource(some(2));
    await fixture.run({ from, to: memoryTarget() });
    expect(await markOf(memoryTarget())).toBeUndefined();
  });
});

test.each<Mode>(['plan', 'retry'])('a %s run moves no watermark', async (mode) => {
  const to = memoryTarget();
  await fixture.run({ from: changingSource(some(2)), to, mode });
  expect(await markOf(to)).toBeUndefined();
});

test('a source without continuations of its own leaves no watermark when it is empty', async () => {
  const to = memoryTarget();
  expect(await fixture.run({ from: memorySource([]), to })).toMatchObject({ settled: true, known: 0 });
  expect(await markOf(to)).toBeUndefined();
});
