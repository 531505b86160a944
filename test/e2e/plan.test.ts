/** A plan over a real incident log: fixed with nothing but what it says, planned again, run, and compared with the run key by key. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { factsOf, fixFromReport, weaken } from './plan-cases-fix.ts';
import { differing, tallied } from './plan-cases-ledger.ts';
import { mismatches, plannedWrites } from './plan-cases-planned.ts';
import { editConsole, openRoute, type Planned, type Route } from './plan-cases-route.ts';
import { realInput } from './recount.ts';

const input = realInput('uci-incident-event-log');
/** Instances of every outcome that happens at all. */
const ENOUGH = 50;

describe.skipIf(input === null)('a plan over the incident event log', () => {
  let route: Route;
  let plan: Planned;

  beforeAll(async () => {
    route = await openRoute(path.join(input ?? '', 'incident_event_log.csv'));
    expect((await route.run()).json).toMatchObject({ settled: true });
    await editConsole(route);
    route.stage('second');
    route.writeMapping(weaken(route.mapping()));
  });

  afterAll(() => route?.stop());

  test('says which values no table knows, which fields nobody maps, and what to paste', async () => {
    plan = await route.plan();
    const { tables, fields, quarantined, findings } = factsOf(plan.folder);
    const status = tables.find(({ target }) => target === 'status');
    expect(status?.values.shown.filter(({ known }) => !known).map(({ value }) => value)).toEqual(
      expect.arrayContaining(['awaiting problem', 'awaiting user info']),
    );
    expect(status?.suggestion).not.toBeNull();
    expect(fields).toContainEqual(expect.objectContaining({ field: 'u_region', fate: 'unmapped' }));
    expect(quarantined).toContainEqual(expect.objectContaining({ code: 'value-unknown', path: 'status' }));
    // An example of the mapping needs what was forgotten: that blocks, whatever else is loaded.
    expect(findings.filter(({ weight }) => weight === 'block').map(({ code }) => code)).toEqual(['example-failed']);
    expect(plan.code).toBe(3);
  });

  test('leaves no trace: neither in the console nor in what the ledger remembers', async () => {
    const before = await route.records.state();
    const sent = route.ferry.itemsSent();
    await route.plan();
    expect(await route.records.state()).toEqual(before);
    expect(await route.records.copies()).toBe(0);
    expect(route.ferry.itemsSent()).toBe(sent);
  });

  test('fixed by what plan.json says alone, it finds no unknown value and no unmapped field any more', async () => {
    route.writeMapping(fixFromReport(route.mapping(), plan.folder));
    plan = await route.plan();
    const { tables, fields } = factsOf(plan.folder);
    const unknown = tables.filter((table) => table.lane.endsWith('incident') && table.unknown.records > 0);
    // Made broken on purpose, with a word that means nothing to anybody.
    expect(unknown.map(({ target }) => target)).toEqual(['slaOutcomes[].rule']);
    expect(fields.filter(({ lane, fate }) => lane.endsWith('incident') && fate === 'unmapped')).toEqual([]);
  });

  test('the run does to every key what the plan said: outcome, code, path and content', async () => {
    const run = await route.run();
    expect(run.json, run.stderr).toMatchObject({ state: 'settled', settled: true });
    const planned = await route.records.outcomes(plan.said.plan);
    const done = await route.records.outcomes(run.run);
    expect(differing(planned, done)).toEqual([]);

    const times = tallied(done);
    for (const kind of ['created', 'updated', 'unchanged', 'quarantined', 'excluded', 'superseded']) {
      expect(times[kind], kind).toBeGreaterThanOrEqual(ENOUGH);
    }
    expect(Object.keys(times).filter((name) => name.startsWith('quarantined ')).length).toBeGreaterThan(5);
    const loaded = [...done.values()].filter(({ kind }) => ['created', 'updated', 'unchanged'].includes(kind));
    expect(loaded.filter(({ content }) => content === null)).toEqual([]);

    expect(await route.command('plan', 'compare', plan.said.plan, run.run)).toMatchObject({ code: 0 });
  });

  test('the console holds, word for word, what the plan said it would write', async () => {
    const writes = plannedWrites(route.home, plan.said.plan);
    expect(writes.length).toBeGreaterThan(500);
    expect(await mismatches(route.ferry, writes)).toEqual([]);
  });

  test('records.csv beside the report names every key once, with what became of it', async () => {
    const planned = await route.records.outcomes(plan.said.plan);
    const [, ...lines] = readFileSync(path.join(plan.folder, 'records.csv'), 'utf8').trimEnd().split(/\r?\n/);
    const keys = lines.map((line) => line.split(',').slice(0, 2).join(' '));
    expect(keys.sort()).toEqual([...planned.keys()].sort());
  });

  test('planned again, all that was loaded is unchanged', async () => {
    const again = await route.plan();
    const times = tallied(await route.records.outcomes(again.said.plan));
    expect(times).not.toHaveProperty('created');
    expect(times).not.toHaveProperty('updated');
  });

  test('a run after another change than was planned is told apart from the plan, with exit 5', async () => {
    const before = await route.plan();
    route.stage('first');
    const run = await route.run();
    const compared = await route.command('plan', 'compare', before.said.plan, run.run);
    expect(compared.code).toBe(5);
    const { differences } = z.looseObject({ differences: z.unknown() }).parse(compared.json);
    expect(JSON.stringify(differences)).toContain('INC');
  });
});
