/** What a plan exits with and says next follows from its findings, not from how it was asked. */
import { expect, test } from 'vitest';
import type { PlanFinding } from '../../model/finding.ts';
import { verdictOf } from './plan-lines.ts';

const finding = (weight: PlanFinding['weight']): PlanFinding => ({
  ...{ weight, code: 'some-code', message: 'something', hint: null, lane: null, records: null },
});

test.each([
  [['note'], 'ready'],
  [['note', 'warn'], 'accept'],
  [['warn', 'block'], 'blocked'],
  [[], 'ready'],
] as const)('findings of weight %j make it %s', (weights, verdict) => {
  expect(verdictOf({ findings: weights.map(finding) })).toBe(verdict);
});
