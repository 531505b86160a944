/** What vanished is deleted only where the route says so, all of the source was read, and it isn't too much of it. */
import { expect, test } from 'vitest';
import { treatmentOf, type VANISHED_POLICIES } from './vanished.ts';

const rule = (policy: (typeof VANISHED_POLICIES)[number]) => ({ policy, limit: 0.05 });

test('by default, whatever vanished stays in the target', () => {
  expect(treatmentOf(rule('report'), { held: 10, vanished: 10 }, true)).toBe('kept');
});

test('a lane that fails does not settle, and nothing is deleted', () => {
  expect(treatmentOf(rule('fail'), { held: 1000, vanished: 1 }, true)).toBe('refused');
});

test('what vanished is tombstoned up to the limit, and then the reading is doubted instead', () => {
  expect(treatmentOf(rule('tombstone'), { held: 1000, vanished: 50 }, true)).toBe('tombstoned');
  expect(treatmentOf(rule('tombstone'), { held: 1000, vanished: 51 }, true)).toBe('refused');
  expect(treatmentOf(rule('tombstone'), { held: 19, vanished: 10 }, true)).toBe('tombstoned');
});

test('nothing is tombstoned where nobody can say that all was read', () => {
  expect(treatmentOf(rule('tombstone'), { held: 1000, vanished: 1 }, false)).toBe('refused');
});
