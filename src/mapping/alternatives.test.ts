import { expect, test } from 'vitest';
import { mapOne, outcomeOf, ticketMapping } from '../../test/support/mapping.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { Mapped } from '../model/record.ts';

const BODY = '{ any: [{ from: a, html: markdown }, b, { const: "(empty)" }] }';

test.each<[string, JsonObject, JsonValue]>([
  ['the first that is there', { a: '<b>x</b>', b: 'y' }, '**x**'],
  ['the next when the first is not there', { b: 'y' }, 'y'],
  ['the next when the first yields only blanks', { a: '<p> </p>', b: 'y' }, 'y'],
  ['the constant when nothing is there', {}, '(empty)'],
])('takes %s', (_, data, out) => {
  expect(outcomeOf(BODY, data)).toBe(out);
});

test('conditions choose among constants, and a condition on the whole yields null', () => {
  const rule =
    '{ any: [{ const: high, when: "int(a) >= 100" }, { const: low, when: "int(a) >= 0" }], when: "a != null" }';
  const kindOf = (data: JsonObject) => journalOf(`fields:\n  kind: ${rule}\n`, data).fields.kind;
  expect([kindOf({ a: '100' }), kindOf({ a: '7' }), kindOf({ a: '-1' }), kindOf({})]).toEqual([
    'high',
    'low',
    null,
    null,
  ]);
});

function journalOf(lines: string, data: JsonObject): Mapped {
  const result = mapOne(ticketMapping(lines), data);
  if (result.kind !== 'mapped') throw new Error(JSON.stringify(result));
  return result;
}

test('what the alternatives not taken noted is forgotten: problems, losses, references, assets', () => {
  const rule =
    '{ any: [{ from: a, map: { x: y }, otherwise: quarantine }, { from: b, extract: "^z" }, { from: c, html: markdown }] }';
  const result = journalOf(`fields:\n  kind: { from: k, max: 1 }\n  custom.x: ${rule}\n`, {
    k: 'kk',
    a: 'odd',
    b: 'no',
    c: '<img src="ferry-asset:i"><form>y</form>',
  });
  expect(result.losses.map(({ code, path }) => `${code} ${path}`)).toEqual(['truncated kind', 'html-dropped custom.x']);
  expect(result.assets.map(({ ref }) => ref)).toEqual(['i']);
  const refs = '{ any: [{ ref: person, by: a, when: "b == null" }, { ref: person, by: b }] }';
  expect(journalOf(`fields:\n  requester: ${refs}\n`, { a: 'alice', b: 'bob' }).references).toMatchObject([
    { value: 'bob' },
  ]);
});

test('what was lost stays counted before a constant, since that holds nothing of the record', () => {
  const rule = '{ any: [{ from: a, extract: "^z" }, { const: none }] }';
  expect(journalOf(`fields:\n  custom.x: ${rule}\n`, { a: 'y' }).losses).toMatchObject([{ code: 'pattern-no-match' }]);
});

test.each<[string, string, readonly string[]]>([
  [
    'one',
    '{ any: [{ from: a, date: iso }, { from: a, date: "YYYY/MM/DD" }, { from: a, date: "DD.MM.YYYY" }] }',
    ['date-invalid'],
  ],
  ['the one that tells more', '{ any: [{ from: a, extract: "^z" }, { from: a, number: true }] }', ['number-invalid']],
  [
    'the first of several patterns',
    '{ any: [{ from: a, extract: "^z" }, { from: a, extract: "^w" }] }',
    ['pattern-no-match'],
  ],
  [
    'one over nested ones',
    '{ any: [{ any: [{ from: a, date: iso }, { from: a, number: true }] }, { from: a, boolean: true }] }',
    ['date-invalid'],
  ],
  [
    'one before a constant',
    '{ any: [{ from: a, date: iso }, { from: a, number: true }, { const: none }] }',
    ['date-invalid'],
  ],
  [
    'none before a rule that is taken',
    '{ any: [{ from: a, date: iso }, { any: [{ from: a, number: true }, a] }] }',
    [],
  ],
])('however many alternatives fail, the losses that stay are: %s', (_, rule, codes) => {
  const lines = `fields:\n  kind: { from: k, max: 1 }\n  custom.x: ${rule}\n  custom.y: { from: k, max: 1 }\ndefaults: { onError: null }\n`;
  const { losses } = journalOf(lines, { a: 'x', k: 'kk' });
  const own = losses.filter(({ path }) => path === 'custom.x');
  expect(own.map(({ code }) => code)).toEqual(codes);
  expect(losses.filter(({ code }) => code === 'truncated')).toHaveLength(2);
});

test('a value that no table lists is still told before a constant', () => {
  const rule = '{ any: [{ from: a, map: { x: y }, otherwise: null }, { const: z }] }';
  expect(journalOf(`fields:\n  kind: ${rule}\n`, { a: 'odd' })).toMatchObject({ unknown: [{ value: 'odd' }] });
});

test('when none is taken the first problem counts', () => {
  const rule = '{ any: [{ from: a, map: { x: y }, otherwise: quarantine }, { from: b, date: iso }] }';
  expect(outcomeOf(rule, { a: 'odd', b: 'soon' })).toBe('! value-unknown');
  expect(outcomeOf(rule, { b: 'soon' })).toBe('! date-invalid');
  expect(outcomeOf(rule, {})).toBeNull();
});

test('an object of the target stays null when only constants could be chosen', () => {
  const lines =
    'fields:\n  body.format: { any: [{ const: markdown, when: "a != null" }, { const: text }] }\n  body.content: { any: [a, b] }\n';
  expect(journalOf(lines, {}).fields.body).toBeNull();
  expect(journalOf(lines, { b: 'x' }).fields.body).toEqual({ format: 'text', content: 'x' });
});

test.each([
  ['one alternative is none', '{ any: [a] }', /needs two/],
  ['operations stand in the alternatives', '{ any: [a, b], trim: true }', /trim means nothing beside any/],
  ['an alternative is checked like any rule', '{ any: [a, { from: b, trimm: true }] }', /trimm is no operation/],
])('%s', (_, rule, message) => {
  expect(() => ticketMapping(`fields:\n  kind: ${rule}\n`)).toThrow(message);
});

test('every alternative must fit the field', () => {
  expect(() => ticketMapping('fields:\n  priority: { any: [a, { const: sometimes }] }\n')).toThrow(
    /can't hold "sometimes"/,
  );
  expect(() => ticketMapping('fields:\n  requester: { any: [{ ref: person, by: a }, b] }\n')).toThrow(/is a reference/);
});
