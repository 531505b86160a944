/** The verdict on a plan and its reasons, where a finding says already what the facts show. */
import { expect, test } from 'vitest';
import type { PlanFinding } from './finding.ts';
import { codesToName, type JudgedFacts, judgePlan } from './plan-judgement.ts';

function finding(change: Partial<PlanFinding>): PlanFinding {
  return { weight: 'warn', code: 'some-code', message: 'm', hint: null, lane: null, records: null, ...change };
}

function facts(change: Partial<JudgedFacts>): JudgedFacts {
  const sourceCount = { how: 'rows of the file' };
  const lanes = [{ lane: 'rt.ticket', enumerated: 7, sample: null, sourceCount }];
  return { findings: [], settled: true, lanes, ...change };
}

const codes = (judged: JudgedFacts) => judgePlan(judged).reasons.map(({ code }) => code);

test('a sum that does not close is one reason, whether a finding says so or not', () => {
  expect(codes(facts({ settled: false }))).toEqual(['not-settled']);
  const findings = [finding({ weight: 'block', code: 'not-settled', message: 'the source counts 8, 7 were read' })];
  expect(judgePlan(facts({ settled: false, findings })).reasons).toEqual([{ ...findings[0], byName: true }]);
});

test('a warning of the same code does not make up for a sum that does not close', () => {
  const findings = [finding({ weight: 'warn', code: 'not-settled' })];
  expect(judgePlan(facts({ settled: false, findings })).verdict).toBe('blocked');
});

test('a missing count is one reason, whether a finding says so or not, and none beside a sample', () => {
  expect(codes(facts({ settled: 'unproven' }))).toEqual(['unproven']);
  expect(codes(facts({ settled: 'unproven', findings: [finding({ code: 'unproven' })] }))).toEqual(['unproven']);
  const lanes = facts({}).lanes.map((lane) => ({ ...lane, sample: 5 }));
  expect(codes(facts({ settled: 'unproven', lanes }))).toEqual(['sampled']);
});

test('every sampled lane is a reason of its own, and the name is asked for once', () => {
  const [lane] = facts({}).lanes;
  const how = 'a sample of 5 of 70 records';
  const lanes = ['a', 'b', 'c'].flatMap((name) =>
    lane === undefined ? [] : [{ ...lane, lane: name, sample: name === 'b' ? null : 5, sourceCount: { how } }],
  );
  const judgement = judgePlan(facts({ lanes }));
  expect(judgement.reasons.map(({ lane: of, params }) => [of, params])).toEqual([
    ['a', { how }],
    ['c', { how }],
  ]);
  expect(codesToName(judgement)).toEqual(['sampled']);
});

test('one lane with records is enough for a plan not to be empty', () => {
  const [lane] = facts({}).lanes;
  const empty = lane === undefined ? [] : [{ ...lane, enumerated: 0 }];
  expect(codes(facts({ lanes: empty }))).toEqual(['nothing-read']);
  expect(codes(facts({ lanes: [...empty, ...facts({}).lanes] }))).toEqual([]);
  expect(codes(facts({ lanes: [] }))).toEqual(['nothing-read']);
});

test('warnings are accepted together, by approving; what blocks is accepted by name', () => {
  const findings = [finding({ code: 'one' }), finding({ code: 'two', weight: 'block' }), finding({ weight: 'note' })];
  const judgement = judgePlan(facts({ findings }));
  expect(judgement.reasons.map(({ code }) => code)).toEqual(['two', 'one']);
  expect(codesToName(judgement)).toEqual(['two']);
});
