/** The same records read again send nothing: whatever the order of the records, and whatever their references ask for. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import type { SourceRecord } from '../model/record.ts';
import { MISSING, type MissingReference, type Reference } from '../model/reference.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

type Rules = Readonly<Record<'requester' | 'assignee' | 'mergedInto', MissingReference>>;

/** Rules in the order of the fields of `rules`; a blank field makes no reference. */
const mapped =
  (rules: Rules) =>
  ({ data }: SourceRecord) => ({
    fields: { ...data, requester: null, assignee: null, mergedInto: null },
    references: Object.entries(rules).flatMap(([field, missing]): Reference[] => {
      const value = data[field];
      const entity = field === 'mergedInto' ? 'ticket' : 'person';
      return typeof value === 'string' ? [{ path: [field], entity, value, missing, form: 'field' }] : [];
    }),
  });

const person = fc.option(fc.constantFrom('known', 'ghost'));
const row = fc.record({
  requester: person,
  assignee: person,
  mergedInto: fc.option(fc.constantFrom('1', '2', '5', 'gone')),
});
/** A record that is quarantined for one that comes after it is loaded by the next run: not for records of its own lane. */
const rules = fc
  .record({
    requester: fc.constantFrom(...MISSING),
    assignee: fc.constantFrom(...MISSING),
    mergedInto: fc.constantFrom<MissingReference>('null', 'defer', 'placeholder'),
    turned: fc.boolean(),
  })
  .map(
    ({ requester, assignee, mergedInto, turned }): Rules =>
      turned ? { mergedInto, assignee, requester } : { requester, assignee, mergedInto },
  );

test('a second run over the same records, in the same order or in another, writes nothing', async () => {
  const cases = fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 7 }),
    rules,
    batchSize: fc.integer({ min: 1, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(cases, async ({ rows, rules: chosen, batchSize }) => {
      const to = memoryTarget();
      const people = memorySource([{ key: 'known', data: { kind: 'customer', name: 'Known' } }]);
      await fixture.run({ from: people, to, entity: 'person' });
      const records = rows.map((data, i) => ticket(String(i + 1), `t${i}`, data));
      const given = { to, map: mapped(chosen), lane: { batchSize } };
      const first = await fixture.run({ ...given, from: memorySource(records) });
      const sent = to.items.length;
      const second = await fixture.run({ ...given, from: memorySource(records) });
      const third = await fixture.run({ ...given, from: memorySource([...records].reverse()) });
      expect(to.items.slice(sent)).toEqual([]);
      const { quarantined } = first.outcomes;
      for (const { outcomes } of [second, third]) {
        expect(outcomes).toMatchObject({ quarantined, unchanged: rows.length - quarantined, created: 0, updated: 0 });
      }
    }),
    { numRuns: 12, endOnFailure: true },
  );
});

test('a rule that wants no placeholder gets none, also when another rule has made one before', async () => {
  const to = memoryTarget();
  const rows = [ticket('1', 'a', { assignee: 'ghost' }), ticket('2', 'b', { requester: 'ghost' })];
  const map = mapped({ requester: 'placeholder', assignee: 'null', mergedInto: 'null' });
  for (const records of [rows, [...rows].reverse()]) {
    await fixture.run({ from: memorySource(records), to, map, lane: { batchSize: 1 } });
    expect(to.data('ticket', 'itsm:ticket:1')).not.toHaveProperty('assignee');
    expect(to.data('ticket', 'itsm:ticket:2')).toMatchObject({ requester: 'itsm:person:ghost' });
  }
});

test('a reference to a record of its own lane finds the one that comes later, and is counted when none comes', async () => {
  const to = memoryTarget();
  const rows = [ticket('1', 'a', { mergedInto: '2' }), ticket('2', 'b', { mergedInto: 'gone' })];
  const map = mapped({ requester: 'null', assignee: 'null', mergedInto: 'null' });
  const { run } = await fixture.run({ from: memorySource(rows), to, map, lane: { batchSize: 1 } });
  expect(to.data('ticket', 'itsm:ticket:1')).toMatchObject({ mergedInto: 'itsm:ticket:2' });
  expect(await fixture.ledger.losses(run)).toMatchObject([
    { code: 'reference-missing', path: 'mergedInto', count: 1, exampleKey: '2' },
  ]);
});
