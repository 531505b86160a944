import { expect, test } from 'vitest';
import { onePast, readPlace, writePlace } from '../extract/cursor.ts';
import { draftOf, replaceTokens } from './draft.ts';
import { fieldHashes, ownPart } from './hashes.ts';
import { ledgerKey } from './ledger-key.ts';
import { mergeContributions } from './survivorship.ts';

const said = (source: string, fields: Record<string, string | null>) => ({
  externalKey: 'b:customer:1',
  source,
  lane: `${source}.x`,
  fields,
});

test('gives each field to the first source in order that says anything', () => {
  const contributions = [said('a', { name: 'A', tier: null }), said('b', { name: 'B', tier: 'gold', code: '1' })];
  expect(mergeContributions('b:customer:1', contributions, ['a', 'b'])).toEqual({ name: 'A', tier: 'gold', code: '1' });
  expect(mergeContributions('b:customer:1', contributions, ['b', 'a'])).toEqual({ name: 'B', tier: 'gold', code: '1' });
});

test('merges alike in every route that names only some of the sources', () => {
  const contributions = [said('a', { name: 'A' }), said('b', { name: 'B' })];
  for (const precedence of [['a'], ['b'], []]) {
    expect(mergeContributions('b:customer:1', contributions, precedence)).toEqual({ name: 'B' });
  }
});

test('changes a copy and never the record itself', () => {
  const fields = { to: [{ key: null }, { key: null }], untouched: { a: 1 } };
  const draft = draftOf(fields);
  expect(draft.put(['to', 1, 'key'], 'x')).toBe(true);
  expect(draft.finish()).toEqual({ to: [{ key: null }, { key: 'x' }], untouched: { a: 1 } });
  expect(fields.to[1]).toEqual({ key: null });
});

test('takes items out of a list only at the end, so that indexes hold until then', () => {
  const draft = draftOf({ cc: [null, null, null] });
  draft.drop(['cc', 0]);
  expect(draft.put(['cc', 2], 'last')).toBe(true);
  draft.drop(['cc', 1]);
  expect(draft.finish()).toEqual({ cc: ['last'] });
});

test.each([[['none']], [['to', 5]], [['to', 'length']], [['to', 0, 'key', 'deeper']], [['__proto__', 'x']]])(
  'finds no place at %j',
  (path) => {
    expect(draftOf({ to: [{ key: null }] }).put(path, 'x')).toBe(false);
  },
);

test('keeps a field named __proto__ a field', () => {
  const fields = JSON.parse('{"custom": {"__proto__": {"admin": true}, "x": 1}}');
  const draft = draftOf(fields);
  draft.put(['custom', 'x'], 2);
  expect(JSON.stringify(draft.finish())).toBe('{"custom":{"__proto__":{"admin":true},"x":2}}');
});

test('replaces longer tokens before those they begin with', () => {
  const tokens = new Map([
    ['t:A', 'short'],
    ['t:AB', 'long'],
  ]);
  expect(replaceTokens('t:AB t:A t:AB', tokens)).toBe('long short long');
});

test('keeps ordinary keys as they are and makes all others fit to be held, still apart', () => {
  expect(ledgerKey('INC 1/2:é')).toBe('INC 1/2:é');
  const odd = ['a\0', 'a\uD800', 'a\uD801', 'y'.repeat(401), 'y'.repeat(402)].map(ledgerKey);
  expect(new Set(odd).size).toBe(odd.length);
  for (const key of odd) {
    expect(key.length).toBeLessThan(450);
    expect(key).not.toContain('\0');
    expect(Buffer.from(key).toString()).toBe(key);
  }
});

test.each([
  { since: null, skip: 0 },
  { since: null, skip: 7 },
  { since: '', skip: 0 },
  { since: '{"at":"3:4"}', skip: 12 },
  onePast({ since: '{"at":"3:4"}', skip: 11 }, 'a~b:c\0'),
])('writes a place so that it reads back as $since and $skip', (place) => {
  expect(readPlace(writePlace(place))).toEqual(place);
});

test('hashes children by their keys, whatever their order, and every other list in order', () => {
  const comments = [
    { externalId: 's:ticket-comments:1', body: 'a' },
    { externalId: 's:ticket-comments:2', body: 'b' },
  ];
  expect(fieldHashes('ticket', { comments })).toEqual(fieldHashes('ticket', { comments: comments.toReversed() }));
  expect(fieldHashes('ticket', { tags: ['a', 'b'] })).not.toEqual(fieldHashes('ticket', { tags: ['b', 'a'] }));
  expect(fieldHashes('ticket', { tags: null, comments: [] })).toEqual({});
  expect(fieldHashes('ticket', { tags: [] })).not.toEqual({});
});

test("sees of a record's children only those of the system that asks", () => {
  const comments = [{ externalId: 'itsm:ticket-comments:1' }, { externalId: 'console:comment:2' }];
  expect(ownPart({ comments }, { entity: 'ticket', name: 'comments', system: 'itsm' })).toEqual(comments.slice(0, 1));
  expect(ownPart({ comments }, { entity: 'ticket', name: 'comments', system: 'other' })).toBeNull();
});
