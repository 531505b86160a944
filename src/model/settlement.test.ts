import { expect, test } from 'vitest';
import { settledOf } from './run-end.ts';
import { type LaneSettlement, type Settled, settledOver } from './settlement.ts';

const of = (...all: readonly Settled[]) => all.map((settled) => ({ settled }));

test('lanes have settled when each has; one without a count leaves it unproven, one that differs settles nothing', () => {
  expect(settledOver(of(true, true))).toBe(true);
  expect(settledOver(of(true, 'unproven'))).toBe('unproven');
  expect(settledOver(of('unproven', false))).toBe(false);
  expect(settledOver([])).toBe(true);
});

test('a run that failed or was cancelled has not settled, whatever its lanes say', () => {
  const settlements: readonly LaneSettlement[] = [];
  expect(settledOf({ state: 'settled', settlements })).toBe(true);
  expect(settledOf({ state: 'cancelled', settlements })).toBe(false);
  expect(settledOf({ state: 'failed', settlements })).toBe(false);
});
