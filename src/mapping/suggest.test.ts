import { expect, test } from 'vitest';
import { didYouMean, nearest } from './suggest.ts';

const known = ['priority', 'Customer', 'status'];

test('a word with up to a third of its letters wrong is meant, whatever its case', () => {
  expect(nearest('priorityy', known)).toBe('priority');
  expect(nearest('CUSTOMR', known)).toBe('Customer');
  expect(nearest('客户编号', ['客户编码'])).toBe('客户编码');
});

test('the first of equally near words is suggested', () => {
  expect(nearest('cat', ['hat', 'bat'])).toBe('hat');
});

test('nothing is suggested that is too far away', () => {
  expect(nearest('urgency', known)).toBeNull();
  expect(nearest('xy', ['ab'])).toBeNull();
});

test('where nothing is near, few known words are listed and many are not', () => {
  expect(didYouMean('statsu', known)).toBe('did you mean status?');
  expect(didYouMean('urgency', known)).toBe('known are priority, Customer, status');
  expect(
    didYouMean(
      'urgency',
      Array.from({ length: 25 }, (_, index) => `field number ${index}`),
    ),
  ).toBeUndefined();
});
