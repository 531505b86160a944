import { expect, test } from 'vitest';
import { outcomeOf, ticketMapping } from '../../../test/support/mapping.ts';
import type { JsonValue } from '../../model/json.ts';
import { OPERATIONS } from './operations.ts';

/** Every operation's rows: the rule, the value of field `a`, what comes out (`! code` when the record is quarantined). */
const ROWS: Readonly<Record<string, readonly (readonly [rule: string, a: JsonValue, out: JsonValue])[]>> = {
  trim: [
    ['{ from: a, trim: true }', '  x y ', 'x y'],
    ['{ from: a, trim: true }', 7, 7],
    ['{ from: a, trim: true }', [' x ', null, 'y'], ['x', 'y']],
    ['{ from: a, trim: true, missing: quarantine }', ' \t', '! value-missing'],
    ['{ from: a, trim: true, missing: none }', null, 'none'],
  ],
  lower: [['{ from: a, lower: true }', 'ÄbC', 'äbc']],
  upper: [['{ from: a, upper: true }', 'straße', 'STRASSE']],
  squeeze: [['{ from: a, squeeze: true }', 'a \n\t b', 'a b']],
  replace: [
    ['{ from: a, replace: { pattern: "^0+(.)", with: "$1" } }', '0007', '7'],
    ['{ from: a, replace: { pattern: "x", with: "" } }', { b: 1 }, '! text-expected'],
  ],
  extract: [
    ['{ from: a, extract: "^(\\\\d+) - " }', '3 - Moderate', '3'],
    ['{ from: a, extract: "[A-Z]+" }', 'ab CD', 'CD'],
    ['{ from: a, extract: "^z" }', 'abc', null],
  ],
  split: [
    ['{ from: a, split: "," }', ' a, b,, c ', ['a', 'b', 'c']],
    ['{ from: a, split: "," }', ['a,b', 'c'], ['a', 'b', 'c']],
    ['{ from: a, split: "," }', ', ,', []],
  ],
  join: [
    ['{ from: [a, id, gone], join: "/" }', 'x', 'x/1'],
    ['{ from: a, join: "," }', [{ b: 1 }], '! text-expected'],
  ],
  first: [['{ from: a, first: true }', [null, ' ', 'x', 'y'], 'x']],
  map: [
    ['{ from: a, map: { "1": open }, otherwise: quarantine }', 1, 'open'],
    ['{ from: a, map: { "true": 5 }, otherwise: quarantine }', true, 5],
    ['{ from: a, map: { "1": open }, otherwise: quarantine }', '2', '! value-unknown'],
    ['{ from: a, map: { "1": open }, otherwise: null }', '2', null],
    ['{ from: a, map: { "1": open }, otherwise: keep }', '2', '2'],
    ['{ from: a, map: { "1": open }, otherwise: { const: odd } }', '2', 'odd'],
    ['{ from: a, map: { x: 1 }, otherwise: quarantine }', 'constructor', '! value-unknown'],
    ['{ from: a, map: { x: one }, otherwise: null }', ['x', 'z'], ['one']],
  ],
  matrix: [
    ['{ from: [a, id], matrix: "i\\\\u | 1 | 2\\n low | L1 | L2", otherwise: quarantine }', 'low', 'L1'],
    ['{ from: [a, id], matrix: "i\\\\u | 1 | 2\\n low | L1 | L2", otherwise: quarantine }', 'high', '! value-unknown'],
  ],
  lookup: [
    ['{ from: a, lookup: t.csv, by: code, take: name, otherwise: quarantine }', 'b', 'Beta'],
    ['{ from: a, lookup: t.csv, by: code, take: name, otherwise: keep }', 'z', 'z'],
  ],
  date: [
    ['{ from: a, date: iso }', '2024-02-29T10:00:00+08:00', '2024-02-29T02:00:00Z'],
    ['{ from: a, date: iso }', '2024-02-29 10:00', '2024-02-29T10:00:00Z'],
    ['{ from: a, date: iso }', '2024-02-29T10:00:00.120300Z', '2024-02-29T10:00:00.1203Z'],
    ['{ from: a, date: iso, zone: Asia/Shanghai }', '2024-03-01', '2024-02-29T16:00:00Z'],
    ['{ from: a, date: iso }', '2023-02-29T10:00:00Z', '! date-invalid'],
    ['{ from: a, date: iso }', '2024-01-01T24:00:00Z', '! date-invalid'],
    ['{ from: a, date: iso, onError: null }', 'soon', null],
    ['{ from: a, date: iso, unset: ["1970-01-01"] }', '1970-01-01 08:00:00', null],
    ['{ from: a, date: epoch }', 1710000000, '2024-03-09T16:00:00Z'],
    ['{ from: a, date: epoch, unset: ["1970-01-01"] }', '0', null],
    ['{ from: a, date: epoch-ms }', '1710000000123', '2024-03-09T16:00:00.123Z'],
    ['{ from: a, date: epoch }', '99999999999999', '! date-invalid'],
    ['{ from: a, date: "DD-MM-YYYY HH:mm" }', '29-02-2016 01:16', '2016-02-29T01:16:00Z'],
    ['{ from: a, date: "DD-MM-YYYY HH:mm" }', '31-02-2016 01:16', '! date-invalid'],
    ['{ from: a, date: "DD-MM-YYYY HH:mm" }', '29/02/2016 01:16', '! date-invalid'],
    ['{ from: a, date: "YYYYMMDDHHmmss.SSS", zone: "+05:30" }', '20240301000000.250', '2024-02-29T18:30:00.25Z'],
    ['{ from: a, date: iso, zone: Europe/Berlin }', '2024-03-31T02:30:00', '! date-invalid'],
    ['{ from: a, date: iso, zone: Europe/Berlin }', '2024-10-27T02:30:00', '2024-10-27T00:30:00Z'],
    ['{ from: a, date: iso, zone: Asia/Shanghai }', '1988-07-01T12:00:00', '1988-07-01T03:00:00Z'],
  ],
  day: [
    ['{ from: a, day: iso }', '2024-02-29', '2024-02-29'],
    ['{ from: a, day: "DD/MM/YYYY" }', '31/12/2024', '2024-12-31'],
    ['{ from: a, day: "DD/MM/YYYY" }', '31/04/2024', '! date-invalid'],
  ],
  number: [
    ['{ from: a, number: true }', ' -1.5e3 ', -1500],
    ['{ from: a, number: true }', '1,5', '! number-invalid'],
    ['{ from: a, number: true }', 'NaN', '! number-invalid'],
    ['{ from: a, number: true }', '9007199254740993', '! number-invalid'],
  ],
  integer: [
    ['{ from: a, integer: true }', '42', 42],
    ['{ from: a, integer: true }', 4.5, '! number-invalid'],
  ],
  boolean: [
    ['{ from: a, boolean: true }', 'YES', true],
    ['{ from: a, boolean: true }', '否', false],
    ['{ from: a, boolean: true }', 'maybe', '! boolean-invalid'],
    ['{ from: a, boolean: { true: [Y], false: [N] } }', 'y', true],
    ['{ from: a, boolean: { true: [Y], false: [N] } }', 'true', '! boolean-invalid'],
  ],
  html: [
    ['{ from: a, html: markdown }', '<p>a <b>b</b></p><script>x()</script>', 'a **b**'],
    ['{ from: a, html: text }', '<p>a&amp;b</p><p>c<br>d</p><td>', 'a&b\n\nc\nd'],
  ],
  markdown: [['{ from: a, markdown: true }', '# a\n\n![x](y.png)\n', '# a\n\n![x](y.png)\n']],
  assets: [
    ['{ from: a, assets: true }', '![x](ferry-asset:a.png) ![x](ferry-asset:a.png)', []],
    ['{ from: a, assets: true }', '![x](https://img.example.com/a.png)', null],
    ['{ from: a, assets: html }', '<div>\n    <p><img src="ferry-asset:a.png"></p></div>', []],
    ['{ from: a, assets: html }', '<p>no <b>image</b></p>', null],
  ],
  tokens: [
    [
      '{ from: a, tokens: true }',
      { Site: 'Lyon', Files: ['ferry-asset:a'] },
      { Site: 'Lyon', Files: ['ferry-asset:a'] },
    ],
    ['{ from: a, tokens: true }', { b: null }, { b: null }],
    ['{ from: a, tokens: true }', {}, null],
    ['{ from: a, tokens: true }', false, false],
  ],
  text: [
    ['{ from: a, text: true }', 5, '5'],
    ['{ from: a, text: true }', { b: [1] }, '{"b":[1]}'],
  ],
  max: [
    ['{ from: a, max: 3 }', 'abcd', 'abc'],
    ['{ from: a, max: 3 }', 'ab😀', 'ab'],
    ['{ from: a, max: 3 }', 'abc', 'abc'],
  ],
  unique: [['{ from: a, split: ",", unique: true }', 'b,a,b', ['b', 'a']]],
};

const TABLES = { 't.csv': 'code,name\na,Alpha\nb,Beta\n' };

for (const [operation, rows] of Object.entries(ROWS)) {
  test.each(rows)(`${operation}: %s on %j gives %j`, (rule, a, out) => {
    expect(outcomeOf(rule, { a }, TABLES)).toEqual(out);
  });
}

test('every operation has a row, except those that fill no free-form field', () => {
  const free = OPERATIONS.filter(({ example }) => example.target === undefined);
  expect(Object.keys(ROWS)).toEqual(free.map(({ name }) => name));
});

test('cutting, defaulting and leaving out are counted', () => {
  const mapping = ticketMapping(
    'fields:\n  kind: { from: a, max: 2 }\n  tags: { from: b, missing: [x] }\n  priority: { from: c, map: { "1": low }, otherwise: null }\n',
  );
  const result = mapping.map({ key: 'k', data: { id: '1', a: 'abc', c: '9' } }, 'itsm');
  const losses = result.kind === 'mapped' ? result.losses.map(({ code, path }) => `${code} ${path}`) : [];
  expect(losses).toEqual(['truncated kind', 'defaulted tags', 'value-unknown priority']);
});

test('patterns that make other engines hang run in linear time', () => {
  expect(outcomeOf('{ from: a, extract: "^(a+)+$" }', { a: `${'a'.repeat(50_000)}!` })).toBeNull();
}, 60_000);
