/** Records that were loaded before and that a whole new reading doesn't have: told, and treated as the route says. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../test/fakes/lane.ts';
import { type Given, type LaneFixture, openLaneFixture, ticket } from '../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../test/fakes/memory-target.ts';
import type { SourceRecord } from '../model/record.ts';
import type { VanishedRule } from '../model/vanished.ts';
import { settleLane } from './settle.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const TOMBSTONE: VanishedRule = { policy: 'tombstone', limit: 0.05 };
const tickets = (...keys: string[]) => keys.map((key) => ticket(key, `title ${key}`));

/** A lane that has loaded these records once, and what reading others comes to. */
async function loaded(records: readonly SourceRecord[]) {
  const to = memoryTarget();
  await fixture.run({ from: memorySource(records), to });
  const run = async (now: readonly SourceRecord[], given: Partial<Given> = {}) => {
    const deps = await fixture.lane({ from: memorySource(now), to, ...given });
    const settlement = await runLane(deps);
    const findings = await fixture.ledger.findings(deps.run.run);
    return {
      ...settlement,
      deps,
      findings: findings.map(({ code, key, records: many, fields }) => ({ code, key, many, fields })),
    };
  };
  const gone = (keys: readonly string[]) => keys.filter((key) => to.tombstoned('ticket', `itsm:ticket:${key}`));
  return { to, run, gone };
}

const vanished = (key: string, many: number, ...fields: string[]) => ({ code: 'records-vanished', key, many, fields });

test('are told with their number and a few keys, stay in the target, and are told no more once they are back', async () => {
  const { run, gone } = await loaded(tickets('A', 'B', 'C'));
  expect(await run(tickets('A', 'C'))).toMatchObject({
    settled: true,
    findings: [vanished('kept', 1, 'itsm:ticket:B')],
  });
  expect(gone(['A', 'B', 'C'])).toEqual([]);
  expect((await run(tickets('A', 'B', 'C'))).findings).toEqual([]);
});

test('are told also when nothing is left in the source', async () => {
  const { run } = await loaded(tickets('A', 'B'));
  expect((await run([])).findings).toEqual([vanished('kept', 2, 'itsm:ticket:A', 'itsm:ticket:B')]);
});

test('a plan tells what its run will', async () => {
  const { run } = await loaded(tickets('A', 'B'));
  expect((await run(tickets('A'), { mode: 'plan' })).findings).toEqual([vanished('kept', 1, 'itsm:ticket:B')]);
});

test.each<[string, Partial<Given>]>([
  ['narrowed run', { lane: { where: 'title' } }],
  ['sample', { lane: { sample: 1 }, mode: 'plan' }],
  ['delta', { lane: { since: '0' }, mode: 'delta' }],
  ['retry', { mode: 'retry' }],
])('a %s can not tell, and does not', async (_, given) => {
  const { run, gone } = await loaded(tickets('A', 'B'));
  const lane = { ...given.lane, vanished: TOMBSTONE };
  expect((await run(tickets('A'), { ...given, lane })).findings).toEqual([]);
  expect(gone(['A', 'B'])).toEqual([]);
});

test('quarantined and excluded records have not vanished, nor have those that were never loaded', async () => {
  const refusing = ({ key }: SourceRecord) => {
    if (key === 'A') return { kind: 'quarantined' as const, key, problem: { code: 'x', path: '', message: 'x' } };
    return key === 'B' ? { kind: 'excluded' as const, key, rule: 'r' } : {};
  };
  const { to, run } = await loaded(tickets('A', 'B', 'C'));
  expect((await run(tickets('A', 'B', 'C'), { map: refusing })).findings).toEqual([]);
  await fixture.run({
    from: memorySource(tickets('A', 'B', 'C', 'D')),
    to,
    map: (one) => (one.key === 'D' ? { ...refusing({ ...one, key: 'A' }) } : {}),
  });
  expect((await run(tickets('A', 'B', 'C'))).findings).toEqual([]);
});

test('fail the lane where the route says so', async () => {
  const { run, gone } = await loaded(tickets('A', 'B', 'C'));
  expect(await run(tickets('A', 'C'), { lane: { vanished: { policy: 'fail', limit: 1 } } })).toMatchObject({
    settled: false,
    differences: ['1 of 3 records loaded before are no longer in the source'],
    findings: [vanished('kept', 1, 'itsm:ticket:B')],
  });
  expect(gone(['B'])).toEqual([]);
});

test('are tombstoned where the route says so, once, and restored when they come back', async () => {
  const { to, run, gone } = await loaded(tickets('A', 'B', 'C'));
  const lane = { vanished: TOMBSTONE };
  const done = await run(tickets('A', 'C'), { lane });
  expect(done).toMatchObject({ settled: true, findings: [vanished('tombstoned', 1, 'itsm:ticket:B')] });
  expect(gone(['A', 'B', 'C'])).toEqual(['B']);
  const sent = to.items.length;
  expect(await settleLane(done.deps)).toMatchObject({ settled: true });
  expect(await fixture.ledger.findings(done.deps.run.run)).toMatchObject([{ code: 'records-vanished', records: 1 }]);
  expect((await run(tickets('A', 'C'), { lane })).findings).toEqual([]);
  expect(to.items).toHaveLength(sent);
  await run(tickets('A', 'B', 'C'), { lane });
  expect(gone(['A', 'B', 'C'])).toEqual([]);
});

test('are not tombstoned when they are too many, when nothing is left, or when nobody counted', async () => {
  const many = Array.from({ length: 30 }, (_, i) => `K${i}`);
  const lane = { vanished: TOMBSTONE };
  const { run, gone } = await loaded(tickets(...many));
  expect(await run(tickets(...many.slice(2)), { lane })).toMatchObject({
    settled: false,
    differences: ['2 of 30 records loaded before are no longer in the source; none is tombstoned'],
  });
  const few = await loaded(tickets('A', 'B'));
  expect((await few.run([], { lane })).settled).toBe(false);
  const uncounted = Object.assign(memorySource(tickets('A')), { count: async () => ({ count: null, how: 'nobody' }) });
  expect((await few.run([], { lane, from: uncounted })).settled).toBe(false);
  expect([...gone(many), ...few.gone(['A', 'B'])]).toEqual([]);
});

test('one that somebody edited stays, and is a finding', async () => {
  const { to, run, gone } = await loaded(tickets('A', 'B', 'C'));
  to.edit('ticket', 'itsm:ticket:B', { title: 'by hand' });
  const { findings } = await run(tickets('A'), { lane: { vanished: TOMBSTONE } });
  expect(findings).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ code: 'end-refused', key: 'itsm:ticket:B' }),
      vanished('kept', 1, 'itsm:ticket:B'),
      vanished('tombstoned', 1, 'itsm:ticket:C'),
    ]),
  );
  expect(gone(['B', 'C'])).toEqual(['C']);
});

test('a record that another source still has is told, and not tombstoned', async () => {
  const to = memoryTarget();
  const match = {
    match: [['email']],
    identities: [{ kind: 'email', value: 'a@x' }],
    fields: { kind: 'customer', name: 'A' },
  };
  const person = () => memorySource([{ key: '1', data: {} }]);
  for (const source of ['hr', 'crm']) {
    await fixture.run({ from: person(), to, source, entity: 'person', map: () => match });
  }
  const deps = await fixture.lane({
    from: memorySource([{ key: '2', data: {} }]),
    to,
    source: 'hr',
    entity: 'person',
    map: () => ({ fields: { kind: 'customer', name: 'B' } }),
    lane: { vanished: TOMBSTONE },
  });
  await runLane(deps);
  expect(await fixture.ledger.findings(deps.run.run)).toMatchObject([{ code: 'records-vanished', records: 1 }]);
  expect(to.tombstoned('person', 'hr:person:1')).toBe(false);
});
