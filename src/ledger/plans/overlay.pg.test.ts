/** The copy a plan works on: whole when it begins, gone when it ends, and nothing of the target's own rows touched. */
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LaneFixture, openLaneFixture, ticket } from '../../../test/fakes/lane-fixture.ts';
import { memorySource } from '../../../test/fakes/memory-source.ts';
import { memoryTarget } from '../../../test/fakes/memory-target.ts';
import type { RunPlan } from '../../model/run.ts';

let fixture: LaneFixture;
let pool: pg.Pool;
let instance: string;

beforeAll(async () => {
  fixture = await openLaneFixture();
  pool = new pg.Pool({ connectionString: fixture.databaseUrl, max: 1 });
  const to = memoryTarget();
  instance = (await to.check()).instance;
  const records = [ticket('T1', 'one'), ticket('T2', 'two'), ticket('T3', 'three')];
  await fixture.run({ from: memorySource(records), to });
});
afterAll(async () => {
  await pool.end();
  await fixture.close();
});

function planOf(run: string): RunPlan {
  const live = { run, route: 'test', mode: 'plan', reads: 'source', config: 'ferry.yaml', levels: [] } as const;
  return { ...live, basis: instance, targetInstance: `${instance}/plan/${run}` };
}

async function rowsOf(target: string): Promise<Readonly<Record<string, string>>> {
  const tables = ['record_map', 'written', 'identity', 'contribution', 'asset'];
  const found: [string, string][] = [];
  for (const table of tables) {
    const { rows } = await pool.query(
      `select coalesce(string_agg((to_jsonb(t) - 'target_instance')::text, ',' order by (to_jsonb(t) - 'target_instance')::text), '') as all
       from ferry.${table} t where target_instance = $1`,
      [target],
    );
    found.push([table, rows[0].all]);
  }
  return Object.fromEntries(found);
}

test('a copy holds what the target holds, and goes without touching it', async () => {
  const plan = planOf('plan-copy');
  const before = await rowsOf(instance);
  expect(before.written).toContain('itsm:ticket:T1');
  await fixture.ledger.openOverlay(plan);
  await fixture.ledger.openOverlay(plan);
  expect(await rowsOf(plan.targetInstance)).toEqual(before);

  await fixture.ledger.dropOverlay(plan.run);
  await fixture.ledger.dropOverlay(plan.run);
  expect(Object.values(await rowsOf(plan.targetInstance)).join('')).toBe('');
  expect(await rowsOf(instance)).toEqual(before);
  expect(await fixture.ledger.planRow(plan.run)).toMatchObject({ basis: instance, dropped: true });
});

test('PostgreSQL knows what a copy holds before statements go over it', async () => {
  const plan = planOf('plan-known');
  await fixture.ledger.openOverlay(plan);
  const { rows } = await pool.query(
    `select tablename from pg_stats where schemaname = 'ferry' and attname = 'target_instance'
       and $1 = any(most_common_vals::text::text[])`,
    [plan.targetInstance],
  );
  expect(rows.map(({ tablename }) => tablename)).toEqual(expect.arrayContaining(['record_map', 'written']));
  await fixture.ledger.dropOverlay(plan.run);
});

test('a plan that failed leaves no copy', async () => {
  const plan = planOf('plan-failed');
  await fixture.ledger.openOverlay(plan);
  await fixture.ledger.startRun({ plan, pins: [] });
  await fixture.ledger.finishRun(plan.run, { state: 'failed', settlements: [], failure: null });
  expect((await rowsOf(plan.targetInstance)).written).toBe('');
});

test('copies of ended plans are cleared away, those under way or being read stay', async () => {
  const [ended, underWay, read] = ['plan-ended', 'plan-under-way', 'plan-read'].map(planOf);
  for (const plan of [ended, underWay, read]) {
    if (plan === undefined) continue;
    await fixture.ledger.openOverlay(plan);
    await fixture.ledger.startRun({ plan, pins: [] });
    if (plan !== underWay)
      await fixture.ledger.finishRun(plan.run, { state: 'settled', settlements: [], failure: null });
  }
  await fixture.ledger.readOverlay('plan-read', () => fixture.ledger.dropLeftovers(instance));
  const dropped = async (run: string) => (await fixture.ledger.planRow(run))?.dropped;
  expect([await dropped('plan-ended'), await dropped('plan-under-way'), await dropped('plan-read')]).toEqual([
    true,
    false,
    false,
  ]);
  await expect(fixture.ledger.readOverlay('plan-ended', async () => 0)).rejects.toMatchObject({ code: 'plan-gone' });
});

test('a run that is no plan gets no copy', async () => {
  const { basis: _none, ...run } = planOf('run-plain');
  await expect(fixture.ledger.openOverlay(run)).rejects.toMatchObject({ code: 'plan-basis' });
});

test('plans and runs are listed apart', async () => {
  const runs = await fixture.ledger.listByMode('run', 100);
  const plans = await fixture.ledger.listByMode('plan', 100);
  expect(runs.map(({ plan }) => plan.mode)).not.toContain('plan');
  expect(plans.map(({ run }) => run)).toEqual(['plan-read', 'plan-under-way', 'plan-ended', 'plan-failed']);
  expect(await fixture.ledger.listByMode('plan', 100, 'another')).toEqual([]);
  const [newest] = plans;
  expect(await fixture.ledger.listByMode('plan', 1, newest?.plan.route)).toEqual([newest]);
});

test('a loaded record has a hash of what the target holds, the same for the same contents', async () => {
  const contents = async (run: string) => (await fixture.ledger.outcomePage(run, null)).map(({ content }) => content);
  await fixture.ledger.finishRun('run-1', { state: 'settled', settlements: [], failure: null });
  const first = await contents('run-1');
  expect(new Set(first).size).toBe(3);
  expect(first).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), expect.anything(), expect.anything()]);
});
