/** A whole profile over a real ledger and landing: its figures recounted by hand, and the same bytes twice. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../../test/fakes/lane.ts';
import { type LaneFixture, openLaneFixture } from '../../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../../test/fakes/memory-target.ts';
import { ticketMapping } from '../../../test/support/mapping.ts';
import type { RunRow } from '../../ledger/runs/rows.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { LanePlan } from '../../model/run.ts';
import { gatherPlanFacts } from './gather-facts.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const MAPPING = ticketMapping(
  [
    'fields:',
    '  requester: { ref: person, by: who, missing: null }',
    '  custom.state: { from: state, map: { a: b }, otherwise: quarantine }',
    'each:',
    '  comments:',
    '    from: notes[]',
    '    key: n',
    '    fields:',
    '      body.content: t',
    '      body.format: { const: markdown }',
    '      internal: { const: true }',
    '      attachments: { from: files, attachments: true }',
    'exclude:',
    '  - { when: "has(record.spam)", because: spam }',
  ]
    .join('\n')
    .replace('has(record.spam)', "id == '4'"),
);

const FILES = [
  { ref: 'f1', name: 'one.txt', mediaType: 'text/plain' },
  { ref: 'f2', name: 'zwei.txt' },
];

function records(): readonly SourceRecord[] {
  const notes = [
    { n: '1', t: 'näh', files: FILES },
    { n: '2', t: 'again', files: FILES.slice(0, 1) },
  ];
  return [
    { key: '1', data: { id: '1', state: 'a', who: 'nobody', notes } },
    { key: '2', data: { id: '2', state: 'a', who: 'alice', stray: 'x' } },
    { key: '3', data: { id: '3', state: 'limbo' } },
    { key: '4', data: { id: '4', state: 'a', secret: 'shown raw' } },
  ];
}

/** As the ledger has it, with the context that a plan is prepared with. */
async function planRow(run: string): Promise<RunRow> {
  const row = await fixture.ledger.getRun(run);
  if (row === undefined) throw new Error('the run is gone');
  const target = { kind: 'memory', version: null, production: false };
  return { ...row, plan: { ...row.plan, context: { target, locks: {}, quarantineLimit: 1, findings: [] } } };
}

async function profiled(to = memoryTarget(), given: Partial<LanePlan> = {}, mapping = MAPPING) {
  const from = memorySource([...records()]);
  from.assets.set('f1', 'content of one');
  from.assets.set('f2', 'zwei');
  const lane = { mappingHash: mapping.facts.hash, ...given };
  const deps = { ...(await fixture.lane({ from, to, lane })), mapping };
  const settlement = await runLane(deps);
  const { run } = deps.run;
  await fixture.ledger.finishRun(run, { state: 'settled', settlements: [settlement], failure: null });
  const row = await planRow(run);
  const mappings = new Map([[mapping.facts.hash, mapping]]);
  const profile = () => gatherPlanFacts({ ledger: fixture.ledger, landing: fixture.landing, row, mappings });
  return { run, facts: await profile(), profile };
}

test('what isn’t a plan is refused: without its context a plan would be judged too mildly', async () => {
  const { run } = await profiled();
  const { plan, ...row } = await planRow(run);
  const { context: _, ...bare } = plan;
  const request = {
    ledger: fixture.ledger,
    landing: fixture.landing,
    row: { ...row, plan: bare },
    mappings: new Map(),
  };
  await expect(gatherPlanFacts(request)).rejects.toMatchObject({ code: 'plan-basis' });
});

test('a profile made twice says the same, byte for byte', async () => {
  const { facts, profile } = await profiled();
  expect(JSON.stringify(await profile())).toBe(JSON.stringify(facts));
});

test('files count once a record, also of records that are unchanged', async () => {
  const to = memoryTarget();
  const first = await profiled(to);
  const again = await profiled(to);
  expect(again.facts.lanes[0]?.outcomes).toMatchObject({ created: 0, unchanged: 2 });
  for (const { facts } of [first, again]) {
    expect(facts.inventory[0]?.attachments).toMatchObject({
      count: 2,
      bytes: 18,
      largest: { key: '1', name: 'one.txt', bytes: 14 },
    });
  }
});

test('a reference that finds nothing is told with what it refers to, and leads to its section', async () => {
  const { facts } = await profiled();
  expect(facts.references.dangling).toEqual({
    total: 1,
    shown: [{ lane: 'itsm.ticket', field: 'requester', entity: 'person', records: 2, exampleKey: '1' }],
  });
  expect(facts.findings).toContainEqual(expect.objectContaining({ code: 'reference-missing', records: 2 }));
});

test('placeholders are counted as the run makes them, of an entity that no lane loads, and those there already are no news', async () => {
  const mapping = ticketMapping('fields:\n  requester: { ref: person, by: who, missing: placeholder }');
  const to = memoryTarget();
  const first = await profiled(to, {}, mapping);
  const masters = { entity: 'person', placeholders: { total: 2 } };
  const news = expect.objectContaining({ code: 'placeholders', records: 2, params: { count: 2, entity: 'person' } });
  expect(first.facts.masters).toMatchObject([{ ...masters, newPlaceholders: 2 }]);
  expect(first.facts.findings).toContainEqual(news);
  const again = await profiled(to, {}, mapping);
  expect(again.facts.masters).toMatchObject([]);
  expect(again.facts.findings).not.toContainEqual(expect.objectContaining({ code: 'placeholders' }));
});

test('what is excluded has a sample that shows it raw; bytes are those of UTF-8', async () => {
  const { facts } = await profiled();
  const sample = facts.samples.find(({ why }) => why === 'excluded');
  expect(sample).toMatchObject({ key: '4', outcome: 'excluded' });
  expect(sample?.fields.find(({ target }) => target === 'custom.state')?.raw).toEqual(['a']);
  const bytes = records().reduce((sum, { data }) => sum + Buffer.byteLength(JSON.stringify(data)), 0);
  expect(facts.inventory[0]?.bytes).toBe(bytes);
});

test('a sample forecasts the whole that it was chosen from, whatever its source count says', async () => {
  const whole = await profiled();
  const { run, facts, profile } = await profiled(memoryTarget(), { sample: 4 });
  const note = new TextEncoder().encode(JSON.stringify({ total: 4_000_000, why: [] }));
  await fixture.landing.putIfAbsent(`${run}/itsm.ticket/sample.json`, note);
  expect(facts.forecast.seconds).toBeLessThan(10_000);
  expect((await profile()).forecast.seconds).toBeGreaterThan(10 * whole.facts.forecast.seconds);
});

test('a mapping that is gone is a coded error', async () => {
  const { run } = await profiled();
  const row = await planRow(run);
  const profile = gatherPlanFacts({ ledger: fixture.ledger, landing: fixture.landing, row, mappings: new Map() });
  await expect(profile).rejects.toMatchObject({ code: 'mapping-missing' });
});
