/** Which values are new at a source while the mapping changes: only those that no earlier run could have met. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../../test/fakes/lane.ts';
import { counts, type LaneFixture, openLaneFixture } from '../../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../../test/fakes/memory-target.ts';
import { ticketMapping } from '../../../test/support/mapping.ts';
import { DEFAULT_DRIFT, type DriftPolicies } from '../../model/drift.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const QUARANTINE: DriftPolicies = { ...DEFAULT_DRIFT, value: 'quarantine' };

/** A lane whose mapping says `rule` of a field, and what running it again with another rule or other states comes to. */
async function laneOf(name: string, states: readonly string[]) {
  const to = memoryTarget();
  const from = Object.assign(memorySource(), { pageSize: 500 });
  const hold = (values: readonly string[]) => {
    from.records = values.map((state, i) => ({ key: `${i}`, data: { id: `${i}`, state, mood: state } }));
  };
  hold(states);
  const run = async (rule: string, drift: DriftPolicies = QUARANTINE) => {
    const mapping = ticketMapping(`fields:\n  custom.state: ${rule}`);
    const deps = await fixture.lane({ from, to, lane: { lane: `itsm.${name}`, drift, batchSize: 500 } });
    const { outcomes } = await runLane({ ...deps, mapping });
    const findings = (await fixture.ledger.findings(deps.run.run)).filter(({ code }) => code.startsWith('drift-'));
    return { outcomes, findings: findings.map(({ key, records }) => `${key}: ${records}`) };
  };
  return { run, hold };
}

const TABLE = '{ from: state, map: { open: o, hold: h }, otherwise: { const: n } }';
const WITHOUT_HOLD = '{ from: state, map: { open: o }, otherwise: { const: n } }';

test('a value that the table listed is not new when the table no longer lists it', async () => {
  const { run } = await laneOf('shrunk', ['open', 'hold', 'hold']);
  await run(TABLE);
  for (const _ of [1, 2]) expect(await run(WITHOUT_HOLD)).toMatchObject({ outcomes: { quarantined: 0 }, findings: [] });
});

test('also not when it comes back after a run without it', async () => {
  const { run, hold } = await laneOf('again', ['open', 'hold']);
  await run(TABLE);
  hold(['open']);
  await run(WITHOUT_HOLD);
  hold(['open', 'hold']);
  expect(await run(WITHOUT_HOLD)).toMatchObject({ outcomes: { quarantined: 0 }, findings: [] });
});

test.each([
  ['of a field that had none', 'untabled', 'state'],
  ['that is fed by another field', 'fed', '{ from: mood, map: { open: o }, otherwise: { const: n } }'],
  [
    'that is asked in another spelling',
    'spelt',
    '{ from: state, upper: true, map: { OPEN: o }, otherwise: { const: n } }',
  ],
])('a table %s tells nothing new in its first run', async (_, name, before) => {
  const { run } = await laneOf(name, ['open', 'limbo']);
  await run(before);
  expect(await run(WITHOUT_HOLD)).toMatchObject({ outcomes: { quarantined: 0 }, findings: [] });
});

test('a value that no run met is new, also in the run in which the table or another rule changes', async () => {
  const { run, hold } = await laneOf('new', ['open', 'hold']);
  await run(TABLE);
  hold(['open', 'hold', 'limbo']);
  expect(await run(WITHOUT_HOLD)).toMatchObject({
    outcomes: counts({ unchanged: 1, updated: 1, quarantined: 1 }),
    findings: ['custom.state=limbo: 1'],
  });
});

test('a first run lists nothing as new, however much its source holds; later ones do not count records of the unremembered', async () => {
  const { run, hold } = await laneOf('wide', []);
  const many = (count: number) => Array.from({ length: count }, (_, at) => `s${at}`);
  hold(many(1100));
  expect((await run(WITHOUT_HOLD, DEFAULT_DRIFT)).findings).toEqual([]);
  hold(many(1101));
  expect((await run(WITHOUT_HOLD, DEFAULT_DRIFT)).findings).toEqual(['custom.state: null']);
});
