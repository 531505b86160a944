import { expect, test } from 'vitest';
import { draftOf, replaceTokens } from './copy-on-write.ts';

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
  'changes nothing at %j',
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
