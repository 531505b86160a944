import { expect, test } from 'vitest';
import { pathOfPointer, pointerSteps, showPath } from './json.ts';

test('a JSON pointer is split and its escapes are undone', () => {
  expect(pointerSteps('/a~1b/m~0n/0')).toEqual(['a/b', 'm~n', '0']);
  expect(pointerSteps('')).toEqual([]);
});

test('a pointer into an item is shown as a path into its record', () => {
  expect(pathOfPointer('/data/comments/0/author')).toBe('comments[0].author');
  expect(pathOfPointer('/externalId')).toBe('externalId');
  expect(pathOfPointer('/data/custom/a~1b')).toBe('custom.a/b');
  expect(showPath(['comments', 0, 'author'])).toBe('comments[0].author');
});
