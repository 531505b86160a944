/** The facts of a plan over a real ledger: the same whatever order the source gives its records in, and recounted from the records. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runLane } from '../../../test/fakes/lane.ts';
import { type LaneFixture, openLaneFixture } from '../../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../../test/fakes/memory-target.ts';
import { ticketMapping } from '../../../test/support/mapping.ts';
import { headLines } from '../../cli/output/plan-lines.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { SourceRecord } from '../../model/record.ts';
import { renderReport } from '../../report/index.ts';
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
    '  mergedInto: { ref: ticket, by: up, missing: defer }',
    '  custom.state: { from: state, map: { a: b }, otherwise: quarantine }',
    '  custom.level: { from: level, max: 2 }',
    '  createdAt: { from: opened, date: iso, onError: null }',
    'each:',
    '  comments:',
    '    from: notes[]',
    '    key: n',
    '    fields:',
    '      body.content: { from: t, max: 3 }',
    '      body.format: { const: markdown }',
    '      internal: { const: true }',
    '      author: { ref: person, by: by, missing: null }',
    'exclude:',
    '  - { when: "state == \'spam\'", because: spam }',
  ].join('\n'),
);

/** Every third record is like another but for its key; comments lose the same thing several times in one record. */
function records(): readonly SourceRecord[] {
  return Array.from({ length: 17 }, (_, at): SourceRecord => {
    const notes = Array.from({ length: at % 4 }, (_, n) => ({ n: String(n), t: 'too long', by: 'nobody' }));
    const key = String(at);
    return {
      key,
      data: {
        ...{ id: key, who: 'nobody', up: at % 5 === 0 ? '999' : null, notes, level: at % 2 === 0 ? 'low' : 'x' },
        state: ['a', 'limbo', 'a', 'spam', 'x'][at % 5] ?? 'a',
        opened: ['2024-03-01T00:00:00Z', 'yesterday', ''][at % 3] ?? '',
        [`stray ${at}`]: at,
      },
    };
  });
}

/** As plan.json has it, without times and names of this plan. */
async function planned(given: readonly SourceRecord[]): Promise<PlanFacts> {
  const deps = await fixture.lane({
    from: memorySource(given),
    to: memoryTarget(),
    lane: { mappingHash: MAPPING.facts.hash, batchSize: 4 },
  });
  const settlement = await runLane({ ...deps, mapping: MAPPING });
  const { run } = deps.run;
  await fixture.ledger.finishRun(run, { state: 'settled', settlements: [settlement], failure: null });
  const row = await fixture.ledger.getRun(run);
  if (row === undefined) throw new Error('the run is gone');
  const target = { kind: 'memory', version: null, production: false };
  const plan = { ...row.plan, context: { target, locks: {}, quarantineLimit: 0.1, findings: [] } };
  const mappings = new Map([[MAPPING.facts.hash, MAPPING]]);
  const { ledger, landing } = fixture;
  const facts = await gatherPlanFacts({ ledger, landing, row: { ...row, plan }, mappings });
  const none = { seconds: 0, low: 0, high: 0, basis: '' };
  const lanes = facts.lanes.map((lane) => ({ ...lane, forecast: none }));
  return {
    ...facts,
    run: 'p',
    madeAt: '',
    seconds: 0,
    lanes,
    forecast: none,
    target: { ...facts.target, instance: 'i' },
  };
}

test('another order of records gives the same plan.json, byte for byte', async () => {
  const all = records();
  const facts = JSON.stringify(await planned(all));
  const other = [...all.slice(7), ...all.slice(0, 7)];
  for (const given of [[...all].reverse(), other]) expect(JSON.stringify(await planned(given))).toBe(facts);
});

test('losses are counted as a second count over the records has them: how often, and in how many records', async () => {
  const { losses } = await planned(records());
  const made = records().flatMap((record) => {
    const result = MAPPING.map(record, 'itsm');
    if (result.kind !== 'mapped') return [];
    return result.losses.map(({ code, path }) => ({
      key: record.key,
      name: `${code} ${path.replaceAll(/\[\d+\]/g, '[]')}`,
    }));
  });
  const names = [...new Set(made.map(({ name }) => name))].sort();
  const expected = names.map((name) => {
    const own = made.filter((one) => one.name === name);
    return [name, own.length, new Set(own.map(({ key }) => key)).size];
  });
  const own = losses.filter(({ code }) => !code.startsWith('reference-'));
  const told = own.map(({ code, field, count, records: many }) => [`${code} ${field}`, count, many]);
  expect(told.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))).toEqual(expected);
  expect(own.some(({ count, records: many }) => count > many)).toBe(true);
});

test('report and terminal say of no more records than were read', async () => {
  const facts = await planned(records());
  const texts = [
    renderReport(facts).replaceAll(/<[^>]*>/g, ' '),
    headLines(facts, 1, { show: String, asTyped: String }).join('\n'),
  ];
  const figures = texts.flatMap((text) => [...text.matchAll(/([\d\u202F]+)[\u00A0 ]records?\b/g)]);
  const counts = figures.map(([, figure = '']) => Number(figure.replaceAll('\u202F', '')));
  expect(counts.length).toBeGreaterThan(10);
  expect(Math.max(...counts)).toBeLessThanOrEqual(records().length);
  for (const { records: many } of facts.findings) expect(many ?? 0).toBeLessThanOrEqual(records().length);
});

test('a first reading has nothing new, and says that there was nothing to compare with', async () => {
  const facts = await planned(records());
  expect([facts.drift, facts.driftUnjudged, facts.driftLanes]).toEqual([[], [], []]);
  expect(renderReport(facts)).toContain('No earlier run has read these lanes whole');
});
