import { expect, test } from 'vitest';
import type { Entity } from '../model/entity.ts';
import type { LanePlan, RunPlan } from '../model/run.ts';
import { planRetry, ranLanes } from './retry-plan.ts';

function lane(source: string, entity: Entity, more: Partial<LanePlan> = {}): LanePlan {
  return {
    lane: `${source}.${entity}`,
    mapping: entity,
    mappingVersion: '1.0.0',
    mappingHash: 'old',
    source,
    sourceEntity: entity,
    entity,
    where: "Status = 'open'",
    since: '7',
    batchSize: 10,
    window: 2,
    quarantineLimit: 0.05,
    precedence: ['crm', 'rt'],
    ...more,
  };
}

const plan = (run: string, route: string, lanes: readonly LanePlan[]): RunPlan => ({
  ...{
    run,
    route,
    mode: 'full',
    reads: 'source',
    targetInstance: 'console-1',
    config: `${run}.yaml`,
    levels: [lanes.map((one) => [one])],
  },
});

test('takes each lane of a route as it ran last, also when the newest run had others', () => {
  const plans = [
    plan('3', 'rt', [lane('rt', 'person', { mappingHash: 'new' })]),
    plan('2', 'crm', [lane('crm', 'customer')]),
    plan('1', 'rt', [lane('rt', 'person'), lane('rt', 'ticket')]),
  ];
  const [rt, crm] = ranLanes(plans);
  expect(rt).toMatchObject({ route: 'rt', config: '3.yaml' });
  expect(rt?.lanes.map((one) => [one.lane, one.mappingHash])).toEqual([
    ['rt.person', 'new'],
    ['rt.ticket', 'old'],
  ]);
  expect(crm?.lanes.map((one) => one.lane)).toEqual(['crm.customer']);
});

test('runs the wanted lanes alone, people before tickets, masters one after another by precedence, without any scope', () => {
  const lanes = [
    lane('rt', 'ticket'),
    lane('rt', 'person'),
    lane('crm', 'person'),
    lane('rt', 'customer'),
    lane('crm', 'ticket'),
  ];
  const wanted = lanes.filter(({ entity }) => entity !== 'customer').map((one) => ({ lane: one.lane, keys: ['1'] }));
  const { levels, mode } = planRetry({
    run: 'r',
    route: 'rt',
    config: 'f',
    targetInstance: 'console-1',
    lanes,
    wanted,
  });
  expect(mode).toBe('retry');
  expect(levels.map((level) => level.map((group) => group.map((one) => one.lane)))).toEqual([
    [['crm.person', 'rt.person']],
    [['crm.ticket'], ['rt.ticket']],
  ]);
  for (const one of levels.flat(2)) expect(one).toMatchObject({ where: null, since: null, quarantineLimit: 1 });
});
