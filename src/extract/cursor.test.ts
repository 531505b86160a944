import { expect, test } from 'vitest';
import { advance, formatCursor, parseCursor } from './cursor.ts';

test.each([
  { since: null, skip: 0 },
  { since: null, skip: 7 },
  { since: '', skip: 0 },
  { since: '{"at":"3:4"}', skip: 12 },
  advance({ since: '{"at":"3:4"}', skip: 11 }, 'a~b:c\0'),
])('formats a cursor so that it parses back to $since and $skip', (cursor) => {
  expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
});
