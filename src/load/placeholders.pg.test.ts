/** Which placeholders there are after a run, for its report: made by it or by one before, and gone once the real record came. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import { extractBatches } from '../extract/extract.ts';
import type { SourceRecord } from '../model/record.ts';
import { loadBatch } from './load.ts';
import { settleLane } from './settle.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const map = ({ data }: SourceRecord) => ({
  references: [
    {
      path: ['requester'],
      entity: 'person' as const,
      value: String(data.by),
      missing: 'placeholder' as const,
      form: 'field' as const,
    },
  ],
  fields: { number: data.number ?? null, title: data.title ?? null, status: 'open', requester: null },
});

test('placeholders are named run after run, until the real record comes', async () => {
  const to = memoryTarget();
  const from = memorySource([ticket('A', 'a', { by: 'bob' }), ticket('B', 'b', { by: 'alice' })]);
  const first = await fixture.run({ from, to, map });
  const row = (value: string) => ({ entity: 'person', key: `itsm:person:${value}`, run: first.run });
  expect(await fixture.ledger.placeholders(first.run, 9)).toEqual({ count: 2, rows: [row('alice'), row('bob')] });
  expect(await fixture.ledger.placeholders(first.run, 1)).toEqual({ count: 2, rows: [row('alice')] });

  const people = memorySource([{ key: 'bob', data: { name: 'Bob', kind: 'customer' } }]);
  await fixture.run({ from: people, to, entity: 'person' });
  const second = await fixture.run({ from, to, map });
  expect(second.placeholders).toBe(0);
  expect(await fixture.ledger.placeholders(second.run, 9)).toEqual({ count: 1, rows: [row('alice')] });
});

test('placeholders of a run are counted once, though a plan copied them while it ran, and stay counted after they were replaced', async () => {
  const to = memoryTarget();
  const { instance } = await to.check();
  const deps = await fixture.lane({ from: memorySource([ticket('A', 'a', { by: 'carl' })]), to, map });
  const { batches } = await extractBatches(deps, { continuation: null, sequence: 1, maxBatches: 1 });
  for (const batch of batches) await loadBatch(deps, batch);
  const plan = {
    ...deps.run,
    run: 'p1',
    mode: 'plan',
    basis: instance,
    targetInstance: `${instance}/plan/p1`,
  } as const;
  await fixture.ledger.openOverlay(plan);
  expect(await settleLane(deps)).toMatchObject({ placeholders: 1 });
  expect(await fixture.ledger.progress(deps.run.run)).toMatchObject([{ placeholders: 1 }]);
  expect(await fixture.ledger.placeholdersMade(deps.run.run)).toEqual([{ entity: 'person', count: 1 }]);
  await fixture.ledger.dropOverlay('p1');

  const people = memorySource([{ key: 'carl', data: { name: 'Carl', kind: 'customer' } }]);
  await fixture.run({ from: people, to, entity: 'person' });
  expect(await fixture.ledger.progress(deps.run.run)).toMatchObject([{ placeholders: 1 }]);
});
