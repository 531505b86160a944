import { expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { unreadParts } from './unread-parts.ts';

const read = (path: string, items?: true) => ({
  path,
  line: 1,
  column: 1,
  in: 'rule' as const,
  ...(items && { items }),
});
const ignore = (path: string) => ({ path, field: path, names: [], because: 'x' });

test.each<[string, readonly ReturnType<typeof read>[], JsonObject, readonly string[]]>([
  ['a member beside one that is read', [read('front.title')], { front: { title: 'x', draft: true } }, ['front.draft']],
  ['nothing below what is read whole', [read('front')], { front: { title: 'x', draft: true } }, []],
  ['nothing of a field that nothing reads', [read('a')], { front: { draft: true } }, []],
  ['no blanks', [read('front.title')], { front: { title: 'x', a: ' ', b: null, c: [], d: {} } }, []],
  [
    'parts of items',
    [read('rows[].x')],
    {
      rows: [
        { x: 1, y: 2 },
        { y: 3, z: 4 },
      ],
    },
    ['rows[].y', 'rows[].z'],
  ],
  ['parts of items gone over', [read('rows', true), read('rows[].x')], { rows: [{ x: 1, y: 2 }] }, ['rows[].y']],
  ['one thing where a list may be', [read('rows[].x')], { rows: { x: 1, y: 2 } }, ['rows.y']],
  ['items by their place', [read('rows[0].x')], { rows: [{ x: 1, y: 2 }] }, ['rows[].y']],
  ['no items that are texts', [read('tags', true), read('tags[].value')], { tags: ['a', 'b'] }, []],
  ['a text where an object was read', [read('front.date.year')], { front: { date: '2024' } }, ['front.date']],
  ['a list that is read as if it were none', [read('rows.x')], { rows: [{ x: 1 }] }, ['rows[].x']],
  ['whole objects that nothing reads', [read('a.b.c')], { a: { b: { c: 1 }, e: { f: 1 } } }, ['a.e']],
  ['names with dots in brackets', [read("a['b.c']")], { a: { 'b.c': 1, 'd.e': 2 } }, ["a['d.e']"]],
  ['deeper levels', [read('a.b.c.d')], { a: { b: { c: { d: 1, x: 1 }, x: 1 }, x: 1 } }, ['a.b.c.x', 'a.b.x', 'a.x']],
])('names %s', (_, reads, data, expected) => {
  expect([...unreadParts({ reads, ignores: [] })(data).keys()]).toEqual(expected);
});

test('what is ignored below a field is told by its name, so that it counts as ignored', () => {
  const parts = unreadParts({ reads: [read('front.title')], ignores: [ignore('front.draft')] });
  expect([...parts({ front: { title: 'x', draft: true, weight: 1 } }).keys()]).toEqual(['front.draft', 'front.weight']);
});

test('of very many parts, and of very deep ones, a bounded number is named', () => {
  const wide = Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`f${at}`, at]));
  expect(unreadParts({ reads: [read('a.b')], ignores: [] })({ a: wide }).size).toBe(200);
});
