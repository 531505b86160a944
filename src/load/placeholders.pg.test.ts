/** Which placeholders there are after a run, for its report: made by it or by one before, and gone once the real record came. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import type { SourceRecord } from '../model/record.ts';

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
