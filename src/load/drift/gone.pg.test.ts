import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../../test/fakes/lane.ts';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../../test/fakes/memory-target.ts';
import { DEFAULT_DRIFT, type DriftPolicy } from '../../model/drift.ts';
import type { JsonObject } from '../../model/json.ts';
import type { LanePlan } from '../../model/run.ts';
import type { FieldPath } from '../../model/source-fields.ts';
import { takeFrozen } from './drift.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const TITLE: FieldPath = ['title'];
const PRIORITY: FieldPath = ['priority'];
/** What a mapping says that copies each field. */
const FED = {
  fedBy: ([name = '']: FieldPath) => [name],
  unmentioned: (data: JsonObject) => ['title', 'status', 'priority'].filter((name) => !Object.hasOwn(data, name)),
};

/** A lane whose three tickets were loaded with their priority; `source` has it no more. */
async function laneWithoutPriority(name: string) {
  const to = memoryTarget();
  const from = Object.assign(memorySource(tickets({ priority: 'high' })), { absentIsEmpty: true });
  const open = (lane: Partial<LanePlan>, mode: 'full' | 'plan' = 'full') =>
    fixture.lane({ from, to, map: () => ({}), mode, lane: { lane: `itsm.${name}`, ...lane } });
  const run = async (lane: Partial<LanePlan>, mode: 'full' | 'plan' = 'full') => {
    const deps = await open(lane, mode);
    const settlement = await runLane({ ...deps, mapping: { ...deps.mapping, fed: FED } });
    const findings = (await fixture.ledger.findings(deps.run.run)).map(({ code, key, records }) => [
      code,
      key,
      records,
    ]);
    return { ...settlement, findings, losses: await fixture.ledger.losses(deps.run.run) };
  };
  expect(await run({ declared: [TITLE, PRIORITY] })).toMatchObject({ settled: true, findings: [] });
  from.records = tickets({});
  const gone = (policy: DriftPolicy) => ({
    ...{ declared: [TITLE], gone: [PRIORITY] },
    drift: { ...DEFAULT_DRIFT, gone: policy },
  });
  const priorities = () => ['A', 'B', 'C'].map((key) => to.data('ticket', `itsm:ticket:${key}`)?.priority ?? null);
  const known = async () =>
    (await fixture.ledger.fieldsRead((await to.check()).instance, 'test'))
      .filter(({ lane }) => lane === `itsm.${name}`)
      .map(({ path }) => path.join('.'));
  return { to, from, open, run, gone, priorities, known };
}

function tickets(more: JsonObject) {
  return ['A', 'B', 'C'].map((key) => ticket(key, `title ${key}`, more));
}

test('what runs read of a source is known once the lane has settled', async () => {
  const { known } = await laneWithoutPriority('known');
  expect(await known()).toEqual(['priority', 'title']);
});

test('holds the lane before anything is emptied, and empties it once a person took the source as it is', async () => {
  const { open, gone, priorities, known, run } = await laneWithoutPriority('held');
  const deps = await open(gone('freeze'));
  await expect(runLane(deps)).rejects.toMatchObject({
    name: 'StuckError',
    code: 'source-drifted',
    message: 'itsm.held lacks what earlier runs read: field priority that is gone',
  });
  expect(priorities()).toEqual(['high', 'high', 'high']);
  expect(await fixture.ledger.findings(deps.run.run)).toMatchObject([{ code: 'drift-gone', key: 'priority' }]);

  await takeFrozen(fixture.ledger, deps.run, 'itsm.held');
  expect(await runLane(deps)).toMatchObject({ settled: true, outcomes: counts({ updated: 3 }) });
  expect(priorities()).toEqual([null, null, null]);
  expect(await known()).toEqual(['title']);

  // There again it is known again, and what was accepted once is not accepted for ever.
  await run({ declared: [TITLE, PRIORITY] });
  expect(await known()).toEqual(['priority', 'title']);
});

test('evolving, empties it and says in how many records', async () => {
  const { run, gone, priorities } = await laneWithoutPriority('evolve');
  expect(await run(gone('evolve'))).toMatchObject({ settled: true, findings: [['drift-gone', 'priority', 3]] });
  expect(priorities()).toEqual([null, null, null]);
  expect((await run(gone('evolve'))).findings).toEqual([]);
});

test('discarding, leaves what the target holds, loads the rest, and counts each record once', async () => {
  const { from, run, gone, priorities } = await laneWithoutPriority('discard');
  from.records = [ticket('A', 'renamed'), ...tickets({}).slice(1)];
  expect(await run(gone('discard'))).toMatchObject({
    settled: true,
    outcomes: counts({ updated: 1, unchanged: 2 }),
    losses: [{ code: 'kept-absent', path: 'priority', count: 3 }],
  });
  expect(priorities()).toEqual(['high', 'high', 'high']);
});

test('quarantines or excludes every record when the route says so', async () => {
  const { run, gone, priorities } = await laneWithoutPriority('strict');
  expect(await run(gone('quarantine'))).toMatchObject({ settled: true, outcomes: counts({ quarantined: 3 }) });
  expect(await run(gone('discard-record'))).toMatchObject({ settled: true, outcomes: counts({ excluded: 3 }) });
  expect(priorities()).toEqual(['high', 'high', 'high']);
});

test('never holds a plan: there it is a finding', async () => {
  const { run, gone } = await laneWithoutPriority('planned');
  expect(await run(gone('freeze'), 'plan')).toMatchObject({ settled: true, findings: [['drift-gone', 'priority', 3]] });
});

test('where absent says nothing, a record that mentions a field no more leaves it as it is; null empties it', async () => {
  const { from, to, run } = await laneWithoutPriority('unsaid');
  from.absentIsEmpty = false;
  from.records = [ticket('A', 'renamed'), ticket('B', 'title B', { priority: null }), ticket('D', 'new')];
  expect(await run({})).toMatchObject({
    outcomes: counts({ created: 1, updated: 2 }),
    losses: [{ code: 'kept-absent', path: 'priority', count: 1 }],
  });
  expect(to.data('ticket', 'itsm:ticket:A')).toMatchObject({ title: 'renamed', priority: 'high' });
  expect(to.data('ticket', 'itsm:ticket:B')?.priority ?? null).toBeNull();
});
