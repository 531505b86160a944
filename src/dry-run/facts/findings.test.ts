/** Findings follow from the facts: nothing unsettled passes, and each leads to the section that explains it. */
import { expect, test } from 'vitest';
import { fullFacts } from '../../../test/fakes/plan-facts.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { PlanLoss } from '../../model/plan-facts/losses.ts';
import { findingsAt } from '../../report/findings.ts';
import { findingsOf, type Limits } from './findings.ts';

const LIMITS: Limits = { quarantine: 1, shares: new Map(), hadRecords: new Set(), freezes: () => false };

function codes(facts: PlanFacts): readonly string[] {
  return findingsOf(facts, LIMITS).map(({ weight, code }) => `${weight} ${code}`);
}

const LOSS: PlanLoss = {
  ...{
    lane: 'itsm.t',
    code: 'reference-dangling',
    field: 'parent',
    count: 3,
    records: 2,
    message: 'no article is known',
  },
  ...{ exampleKey: '1', accepted: null },
};

test('what has not settled blocks, whether a lane says why or not', () => {
  const facts = fullFacts();
  const quiet = facts.lanes.map((lane) => ({ ...lane, differences: [] }));
  expect(codes({ ...facts, settled: false, lanes: quiet })).toContain('block not-settled');
  expect(codes({ ...facts, settled: true, lanes: quiet })).not.toContain('block not-settled');
  const told = quiet.map((lane) => ({ ...lane, differences: ['3 read, 2 ended'] }));
  const blocks = codes({ ...facts, settled: false, lanes: told }).filter((code) => code === 'block not-settled');
  expect(blocks).toHaveLength(told.length);
});

test('a dangling reference leads to the references, other losses to the losses, an accepted one nowhere', () => {
  const accepted = { ...LOSS, field: 'device', accepted: { by: 'alice', because: 'known' } };
  const facts = { ...fullFacts(), losses: [LOSS, { ...LOSS, code: 'truncated' }, accepted] };
  const only = { ...facts, findings: findingsOf(facts, LIMITS).filter(({ lane }) => lane === 'itsm.t') };
  expect(only.findings.map(({ code }) => code)).toEqual(['reference-dangling', 'loss-truncated']);
  expect(findingsAt(only, 'references', 'warn')).toBe(1);
  expect(findingsAt(only, 'losses', 'warn')).toBe(1);
});

test('a mapping that differs from its lock leads to where mappings are listed, a record that is twice to the masters', () => {
  const at = { hint: null, lane: null, records: null, message: 'm', weight: 'warn' } as const;
  const findings = [
    { ...at, code: 'mapping-drift' },
    { ...at, code: 'identity-duplicate' },
  ];
  expect(findingsAt({ ...fullFacts(), findings }, 'provenance', 'warn')).toBe(1);
  expect(findingsAt({ ...fullFacts(), findings }, 'masters', 'warn')).toBe(1);
});

test('a default that somebody accepted is no finding, and one that nobody accepted is', () => {
  const [table] = fullFacts().tables;
  if (table === undefined) throw new Error('there is no table');
  const tables = [{ ...table, lane: 'itsm.t', otherwise: 'const' }];
  const loss: PlanLoss = { ...LOSS, code: 'defaulted', field: table.target };
  const own = (losses: readonly PlanLoss[]) =>
    findingsOf({ ...fullFacts(), tables, losses }, LIMITS).filter(({ lane }) => lane === 'itsm.t');
  expect(own([{ ...loss, accepted: { by: 'alice', because: 'so it is' } }])).toEqual([]);
  expect(own([loss]).map(({ code }) => code)).toContain('value-unknown');
});

test('a lane with records quarantined says why most of them are, with a value that fails', () => {
  const found = findingsOf(fullFacts(), LIMITS).find(
    ({ code, lane }) => code === 'quarantined' && lane === 'rt.rt-ticket',
  );
  expect(found?.params).toMatchObject({ code: 'value-unknown', path: 'status', affected: 284 });
  expect(found?.example).toEqual({ key: '20001', field: 'Status', value: '待客户确认' });
});

test('fields that nobody maps are one finding a lane, whose count is of records', () => {
  const found = findingsOf(fullFacts(), LIMITS).filter(({ code }) => code === 'field-unmapped');
  expect(found.map(({ lane, records }) => [lane, records])).toEqual([
    ['rt.rt-ticket', 350],
    ['rt.rt-article', 1],
  ]);
  expect(found[0]?.params).toMatchObject({ total: 2, count: 350 });
});

test('circles and groups of equal records count the records in them', () => {
  const records = findingsOf(fullFacts(), LIMITS).flatMap((one) =>
    ['reference-cycle', 'duplicate-content'].includes(one.code) ? [[one.code, one.params?.count, one.records]] : [],
  );
  expect(records).toContainEqual(['reference-cycle', 1, 2]);
  expect(records).toContainEqual(['duplicate-content', 17, 52]);
});

test('a lane is blocked by the share that its run would be held by, and the limit is shown as it was written', () => {
  const [lane] = fullFacts().lanes.filter(({ outcomes }) => outcomes.quarantined > 0);
  if (lane === undefined) throw new Error('a lane with quarantined records expected');
  const facts = { ...fullFacts(), lanes: [lane] };
  const judged = (quarantined: number) => {
    const shares = new Map([[lane.lane, { quarantined, loaded: 2000, whole: 2000, accepted: 0 }]]);
    const found = findingsOf(facts, { ...LIMITS, quarantine: 0.07, shares });
    return found.filter(({ code }) => code.startsWith('quarantine'));
  };
  expect(judged(140)).toMatchObject([{ weight: 'warn', code: 'quarantined' }]);
  expect(judged(141)).toMatchObject([
    { weight: 'block', code: 'quarantine-limit', params: { count: 141, distinct: 2000, percent: 7 } },
  ]);
});
