/** What each of our errors means to Temporal. */
import { expect, test } from 'vitest';
import { FatalError, StuckError, TransientError, UsageError } from '../src/errors.ts';
import { asFailure } from './failure.ts';

test('a transient error is tried again, after the time the other side asked for', () => {
  const failure = asFailure(new TransientError('away', { code: 'system-failing', retryAfter: 1500 }));
  expect(failure).toMatchObject({ type: 'TransientError', nonRetryable: false, nextRetryDelay: 1500 });
});

test.each([
  [new FatalError('broken', { code: 'file-changed', at: 'x.csv' }), 'FatalError'],
  [new StuckError('refused', { code: 'auth-refused', hint: 'renew it' }), 'StuckError'],
  [new UsageError('misconfigured', { code: 'config-invalid' }), 'StuckError'],
])('%s is not tried again, and carries its code', (error, type) => {
  expect(asFailure(error)).toMatchObject({
    type,
    nonRetryable: true,
    message: error.message,
    details: [{ code: error.code, hint: error.hint ?? null, at: error.at ?? null }],
  });
});

test('an error that is not ours is passed on by its name alone: its message may quote a record', () => {
  const failure = asFailure(new TypeError('cannot read 客户甲'));
  expect(failure).toMatchObject({ type: 'FatalError', nonRetryable: true });
  expect(JSON.stringify([failure.message, failure.details])).not.toContain('客户甲');
});
