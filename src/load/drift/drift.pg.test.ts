import { afterAll, beforeAll, expect, test } from 'vitest';
import { counts, type LaneFixture, openLaneFixture, ticket } from '../../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../../test/fakes/memory-target.ts';
import { extractBatches } from '../../extract/extract.ts';
import { DEFAULT_DRIFT, type DriftPolicies } from '../../model/drift.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import { loadBatch } from '../load.ts';
import { takeFrozen } from './drift.ts';

let fixture: LaneFixture;
beforeAll(async () => {
  fixture = await openLaneFixture();
});
afterAll(() => fixture.close());

const MAPPED = ['number', 'title', 'status', 'priority'];

/** Maps four fields; `Mood` goes through a table that lists good and bad. */
function map({ key, data }: SourceRecord): { fields: JsonObject; unknown?: { field: string; value: string }[] } {
  const known = Object.entries(data).filter(([name]) => MAPPED.includes(name));
  const mood = typeof data.Mood === 'string' ? data.Mood : null;
  const fields = { ...Object.fromEntries(known), ...(mood !== null && { kind: mood }) };
  const unlisted = mood !== null && mood !== 'good' && mood !== 'bad';
  return { fields: { ...fields, number: key }, ...(unlisted && { unknown: [{ field: 'kind', value: mood }] }) };
}

/** A lane that has been read whole once: ten tickets with text titles, one of them in a mood no table lists. */
async function settledLane(name: string) {
  const to = memoryTarget();
  const records = Array.from({ length: 10 }, (_, at) =>
    ticket(`T${at}`, `title ${at}`, { Mood: at === 0 ? 'odd' : 'good' }),
  );
  const from = memorySource(records);
  const run = async (policies: Partial<DriftPolicies> = {}) => {
    const lane = { lane: `itsm.${name}`, drift: { ...DEFAULT_DRIFT, ...policies } };
    const done = await fixture.run({ from, to, map, lane });
    const found = await fixture.ledger.findings(done.run);
    return { ...done, found: found.map(({ code, key, records: many }) => [code, key, many]) };
  };
  const change = (at: number, more: JsonObject) => {
    from.records = from.records.map((record, index) =>
      index === at ? { ...record, data: { ...record.data, ...more } } : record,
    );
  };
  expect(await run()).toMatchObject({ settled: true, found: [] });
  return { from, to, run, change };
}

test('takes what the first settled run read as the baseline, and reports what comes later once a run', async () => {
  const { run, change } = await settledLane('evolve');
  change(1, { Colour: 'red', Mood: 'grim' });
  change(2, { Colour: null, title: 7, Mood: 'grim' });
  expect(await run()).toMatchObject({
    settled: true,
    found: [
      ['drift-field', 'Colour', 2],
      ['drift-type', 'title:number', 1],
      ['drift-value', 'kind=grim', 2],
    ],
  });
  expect(await run()).toMatchObject({ settled: true, found: [] });
});

test('takes nothing as known that was read by a run which did not settle', async () => {
  const to = memoryTarget();
  const from = memorySource([ticket('A', 'one')]);
  from.count = async () => ({ count: 2, how: 'wrong' });
  const lane = { lane: 'itsm.unsettled' };
  expect((await fixture.run({ from, to, lane })).settled).toBe(false);
  from.records = [ticket('A', 'one', { Colour: 'red' })];
  const next = await fixture.run({ from, to, lane });
  expect(await fixture.ledger.findings(next.run)).toEqual([]);
});

test('quarantines records for what is new, run after run, until the route evolves', async () => {
  const { run, change } = await settledLane('quarantine');
  change(1, { Colour: 'red' });
  change(2, { title: ['a', 'b'] });
  change(3, { Mood: 'grim' });
  const strict = { field: 'quarantine', type: 'quarantine', value: 'quarantine' } as const;
  for (const _ of [1, 2]) {
    const done = await run(strict);
    expect(done).toMatchObject({ settled: true, outcomes: { quarantined: 3 } });
    const quarantined = await fixture.ledger.quarantineList({ run: done.run, limit: 10 });
    expect(quarantined.map(({ key, code, path }) => [key, code, path]).sort()).toEqual([
      ['T1', 'drift-field', 'Colour'],
      ['T2', 'drift-type', 'title'],
      ['T3', 'drift-value', 'kind'],
    ]);
  }
  expect((await run()).outcomes.quarantined).toBe(0);
  expect(await run(strict)).toMatchObject({ found: [], outcomes: { quarantined: 0 } });
});

test('decides each record by what earlier runs saw, in whatever order and batches it comes', async () => {
  const { from, run, change } = await settledLane('order');
  for (const at of [1, 5, 9]) change(at, { Colour: 'red' });
  const forth = await run({ field: 'quarantine' });
  from.records.reverse();
  const back = await run({ field: 'quarantine' });
  expect([forth.outcomes, back.outcomes]).toEqual([
    counts({ quarantined: 3, unchanged: 7 }),
    counts({ quarantined: 3, unchanged: 7 }),
  ]);
  expect(back.found).toEqual(forth.found);
});

test('leaves records behind by a rule that names what is new', async () => {
  const { run, change } = await settledLane('discard-record');
  change(1, { Colour: 'red' });
  const done = await run({ field: 'discard-record' });
  expect(done.outcomes).toEqual(counts({ excluded: 1, unchanged: 9 }));
});

test('leaves new fields, types and values out before they are mapped, and counts them as losses', async () => {
  const { run, change, to } = await settledLane('discard');
  change(1, { priority: 'high' });
  change(2, { title: 7 });
  change(3, { Mood: 'grim' });
  const done = await run({ field: 'discard', type: 'discard', value: 'discard' });
  expect(done).toMatchObject({ settled: true, outcomes: { quarantined: 0 } });
  const losses = await fixture.ledger.losses(done.run);
  expect(losses.map(({ code, path, count, exampleKey }) => [code, path, count, exampleKey]).sort()).toEqual([
    ['drift-discarded', 'kind', 1, 'T3'],
    ['drift-discarded', 'priority', 1, 'T1'],
    ['drift-discarded', 'title', 1, 'T2'],
  ]);
  expect(to.data('ticket', 'itsm:ticket:T1')).not.toHaveProperty('priority');
  expect(JSON.stringify([to.data('ticket', 'itsm:ticket:T2'), to.data('ticket', 'itsm:ticket:T3')])).not.toMatch(
    /7|grim/,
  );
});

test('holds a frozen lane before anything of the batch is written, and goes on once a person took it', async () => {
  const { from, to, change } = await settledLane('freeze');
  change(0, { Colour: 'red' });
  change(1, { title: 'changed' });
  const lane = { lane: 'itsm.freeze', batchSize: 4, drift: { ...DEFAULT_DRIFT, field: 'freeze' as const } };
  const deps = await fixture.lane({ from, to, map, lane });
  const { batches } = await extractBatches(deps, { continuation: null, sequence: 1, maxBatches: 9 });
  const [first] = batches;
  if (first === undefined) throw new Error('nothing landed');
  const written = to.items.length;
  for (const _ of [1, 2]) {
    await expect(loadBatch(deps, first)).rejects.toMatchObject({
      ...{ name: 'StuckError', code: 'source-drifted', message: expect.stringContaining('new field Colour') },
    });
  }
  expect(to.items).toHaveLength(written);
  for (const _ of [1, 2]) await takeFrozen(fixture.ledger, { ...deps.run, levels: [[[deps.lane]]] }, deps.lane.lane);
  for (const batch of batches) await loadBatch(deps, batch);
  expect(to.data('ticket', 'itsm:ticket:T1')).toMatchObject({ title: 'changed' });
  expect(await fixture.ledger.findings(deps.run.run)).toMatchObject([
    { code: 'drift-field', key: 'Colour', records: 1 },
  ]);
  const next = await fixture.run({ from, to, map, lane });
  expect(await fixture.ledger.findings(next.run)).toEqual([]);
});

test('never holds a plan: there it is a finding', async () => {
  const { from, to, change } = await settledLane('planned');
  change(0, { Colour: 'red' });
  const lane = { lane: 'itsm.planned', drift: { ...DEFAULT_DRIFT, field: 'freeze' as const } };
  const done = await fixture.run({ from, to, map, lane, mode: 'plan' });
  expect(await fixture.ledger.findings(done.run)).toMatchObject([{ code: 'drift-field', key: 'Colour', records: 1 }]);
});

test('remembers a thousand values of a field, says when there are more, and judges none of that field then', async () => {
  const to = memoryTarget();
  const moods = (many: number) => Array.from({ length: many }, (_, at) => ticket(`T${at}`, 'x', { Mood: `m${at}` }));
  const from = memorySource(moods(1100));
  from.pageSize = 500;
  const lane = { lane: 'itsm.many', batchSize: 500, drift: { ...DEFAULT_DRIFT, value: 'quarantine' as const } };
  const first = await fixture.run({ from, to, map, lane });
  expect(await fixture.ledger.findings(first.run)).toEqual([]);
  from.records = moods(1101);
  const next = await fixture.run({ from, to, map, lane });
  expect(next.outcomes.quarantined).toBe(0);
  expect(await fixture.ledger.findings(next.run)).toMatchObject([
    { lane: 'itsm.many', code: 'drift-too-many', key: 'kind', records: null },
  ]);
});

test('survives names and values that no database takes', async () => {
  const { run, change } = await settledLane('hostile');
  const long = 'x'.repeat(5000);
  change(1, { 'a\0b': 1, 'a\uFFFDb': 2, '\uD800': 3, [long]: 4, Mood: `\0${long}` });
  const { found, settled } = await run();
  expect(settled).toBe(true);
  expect(found.map(([code, key]) => [code, String(key).length])).toEqual(
    expect.arrayContaining([
      ['drift-field', 3],
      ['drift-field', 200],
      ['drift-value', 'kind='.length + 200],
    ]),
  );
});
