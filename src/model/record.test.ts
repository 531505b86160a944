import { expect, test } from 'vitest';
import { showPath } from './json.ts';
import { externalKey, systemOf } from './record.ts';
import { assetToken, recordToken } from './text-tokens.ts';

test('an external key keeps ids with colons, slashes and dots whole', () => {
  const key = externalKey('itsm', 'ticket', 'a:b/c.d');
  expect(key).toBe('itsm:ticket:a:b/c.d');
  expect(systemOf(key)).toBe('itsm');
});

test('tokens survive in Markdown whatever the file is called', () => {
  expect(assetToken('图 1 (neu).png')).toMatch(/^ferry-asset:[A-Za-z0-9%._~!*'()-]+$/);
  expect(recordToken('article', 'a b/c')).toBe('ferry-record:article/a%20b%2Fc');
});

test('paths read like the ones people write', () => {
  expect(showPath(['comments', 0, 'author'])).toBe('comments[0].author');
});
