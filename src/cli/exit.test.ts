/** The exit codes that scripts rely on. */
import { expect, test } from 'vitest';
import { FatalError, StuckError, TransientError, UsageError } from '../errors.ts';
import { NO_OUTCOMES } from '../model/outcome.ts';
import { exitOf, tellError } from './exit.ts';
import type { Output } from './output/output.ts';
import { type EntityCounts, exitOfRun, type RunOutcome } from './output/run-outcome.ts';

function outcome(state: RunOutcome['state'], quarantined = 0): RunOutcome {
  const counts: EntityCounts = { ...NO_OUTCOMES, enumerated: 1, placeholders: 0, quarantined };
  const said = { placeholders: [], placeholderCount: 0, remarks: [], drift: [], findings: [] };
  return {
    run: 'r',
    mode: 'full',
    state,
    entities: { ticket: counts },
    ...said,
    settled: true,
    reconciled: null,
    seconds: 1,
  };
}

test.each([
  [outcome('settled'), 0],
  [outcome('settled', 3), 4],
  [outcome('unsettled'), 1],
  [outcome('unsettled', 3), 1],
  [outcome('cancelled'), 1],
  [outcome('failed'), 1],
])('a run that is %j exits %i', (ended, exit) => {
  expect(exitOfRun(ended)).toBe(exit);
});

test.each([
  [new UsageError('x', { code: 'lane-held' }), 2],
  [new TransientError('x', { code: 'unreachable' }), 6],
  [new StuckError('x', { code: 'auth-refused' }), 6],
  [new StuckError('x', { code: 'disk-full' }), 1],
  [new FatalError('x', { code: 'file-missing' }), 1],
])('%s exits %i', (error, exit) => {
  expect(exitOf(error)).toBe(exit);
});

test('an error is told to people with place and hint, to machines as one object', () => {
  const said: string[] = [];
  const given: unknown[] = [];
  const output: Output = {
    json: true,
    live: false,
    people: process.stderr,
    say: () => undefined,
    note: (line) => void said.push(line),
    asTyped: (text) => text.replace('ferry check', 'npx ferry check'),
    give: (result) => void given.push(result),
  };
  const error = new UsageError('is wrong', { code: 'config-invalid', at: 'ferry.yaml:1:2', hint: 'ferry check' });
  expect(tellError(error, output)).toBe(2);
  expect(said).toEqual(['ferry.yaml:1:2: is wrong', '→ npx ferry check']);
  expect(given).toEqual([
    { error: { code: 'config-invalid', message: 'is wrong', hint: 'ferry check', at: 'ferry.yaml:1:2' } },
  ]);
});
