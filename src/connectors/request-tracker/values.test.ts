import { expect, test } from 'vitest';
import { flagOf } from './values.ts';

test('a flag is set by any number but 0: RT disables its own queue of approvals by 2', () => {
  expect([1, '1', 2, '2', true].map(flagOf)).toEqual([true, true, true, true, true]);
  expect([0, '0', '', null, undefined, false].map(flagOf)).toEqual([false, false, false, false, false, false]);
});
