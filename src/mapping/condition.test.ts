import { expect, test } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { compileCondition } from './condition.ts';
import { showSteps } from './path.ts';
import { member } from './values.ts';

function holds(text: string, data: JsonObject): boolean | null {
  const compiled = compileCondition(text);
  if ('mistake' in compiled) throw new Error(compiled.mistake);
  return compiled.condition.holds((name) => (name === 'record' ? data : member(data, name)));
}

test.each<[string, JsonObject, boolean | null]>([
  ["status == 'test'", { status: 'test' }, true],
  ["status == 'test'", {}, false],
  ['a.b.c == null', { a: { b: 1 } }, true],
  ['a["x y"][1] == "z" && a["x y"][9] == null', { a: { 'x y': ['-', 'z'] } }, true],
  ['has(a.b) || !has(a.c)', { a: { b: null } }, true],
  ['(a == 1 || b == 2) && c == 3', { a: 1, c: 4 }, false],
  ['a > 5 ? b == null : false', { a: 6 }, true],
  ['-n < 0 && n * 2.0 - 1.0 > 0.0', { n: 3 }, true],
  ["tags.exists(t, t.name == 'x')", { tags: [{ name: 'x' }] }, true],
  ["kind in ['a', 'b']", { kind: 'b' }, true],
  ["name.matches('^(a+)+$')", { name: `${'a'.repeat(20_000)}!` }, false],
  ["dyn(name).matches('专.')", { name: '专线' }, true],
  ['constructor == null && __proto == null && toString == null', {}, true],
  ['a >= b', { a: '2024', b: null }, null],
  ['name.matches(pattern)', { name: 'x', pattern: '(' }, null],
  ["record['工单 编号'] == '合计' || record['a.b'] == 'x'", { '工单 编号': '合计' }, true],
  ["record['it\\'s'] != null", { "it's": 1 }, true],
  ["record['constructor'] == null && record.record == 7", { record: 7 }, true],
  ["activity == '3'", { activity: '3' }, true],
  ['activity == 3', { activity: '3' }, null],
  ['activity == 3', { activity: 'none' }, false],
  ["activity in ['3', '4']", { activity: 3 }, null],
  ["sure == 'true' || activity == '3'", { sure: true, activity: '3' }, true],
  ["record['sure'] != true", { sure: 'true' }, null],
])('%s on %j is %s', (text, data, expected) => {
  expect(holds(text, data)).toBe(expected);
});

test.each<[string, string]>([
  ['a ==', 'Unexpected token'],
  ['nothing(a)', 'nothing'],
  ['1 + 2', 'yields int'],
  [`aaa${' && true'.repeat(3000)}`, 'exceeded'],
  ['ferryMember(a, "b") == 1', 'ferryMember'],
  ["name.matches('(')", 'not RE2'],
  ["'客户编号' == '合计'", 'always the same'],
  ["a == 1 && ['客户编号'] == ['合计']", 'always the same'],
  ['record == null', 'record.name'],
  ["'x' in record", 'record.name'],
  ['record[a] == 1', 'record.name'],
  ['string == a', 'names string, which is a type'],
])('mistake %#: %.40s', (text, message) => {
  const compiled = compileCondition(text);
  expect('mistake' in compiled ? compiled.mistake.toLowerCase() : '').toContain(message.toLowerCase());
});

test('the names it reads are known, without those that a comprehension brings', () => {
  const compiled = compileCondition("a.exists(i, i.x == b) && record.c.d == 'e' && type(f) == string");
  expect('condition' in compiled ? compiled.condition : {}).toMatchObject({
    names: ['a', 'b', 'f'],
    recordFields: ['c'],
  });
});

test.each<[string, readonly string[]]>([
  ["a.b.c == 'x' && a.b['odd.name'] == 'y'", ['a.b.c', "a.b['odd.name']"]],
  ['record["it\'s"] == rows[0].kind', ["record:['it''s']", 'rows[0].kind']],
  ["rows.exists(r, r.kind == 'x' && r.tags.all(t, t != s))", ['rows[].kind', 'rows[].tags[]', 's']],
  ["rows.filter(r, r.open).exists(r, r.kind == 'x')", ['rows[].open', 'rows[].kind']],
  ['cel.bind(x, a.b, x.c == 1 && x.d == 2) && has(record.e.f)', ['a.b', 'a.b.c', 'a.b.d', 'record:e.f']],
  ['rows.exists(r, size(rows) > 2)', ['rows', 'rows']],
  ['names[which].first == 1', ['names', 'which']],
])('%s reads the deepest members it names', (text, expected) => {
  const compiled = compileCondition(text);
  if ('mistake' in compiled) throw new Error(compiled.mistake);
  const shown = compiled.condition.reads.map(
    ({ of, steps }) => `${of === 'record' ? 'record:' : ''}${showSteps(steps)}`,
  );
  expect(new Set(shown)).toEqual(new Set(expected));
});

test.each<[string, string]>([
  ["客户编号 == '合计'", "record['客户编号']"],
  ["a == '1' && Cost Centre == '42'", "record['Cost Centre']"],
  ["record.客户编号 == '合计'", "record['客户编号']"],
  ['年收入(元) > 1', "record['年收入(元)']"],
  ["package == 'x'", "record['package']"],
  ['2fa == null', "record['2fa']"],
  ["['客户编号'] == '合计'", "record['any name']"],
  ['type == a', "record['type']"],
  ["status = 'x'", '=='],
  ["status == 'x' AND kind == 'y'", '&&'],
])('%s is refused with how to write it', (text, spelled) => {
  const compiled = compileCondition(text);
  expect('mistake' in compiled ? compiled.hint : '').toContain(spelled);
});

test('an item has its own root, and record is still the record around it', () => {
  const compiled = compileCondition("item['名称'] == 'x' && record['名称'] == 'y' && kind == 'z'", ['item', 'record']);
  if ('mistake' in compiled) throw new Error(compiled.mistake);
  const known: JsonObject = { item: { 名称: 'x' }, record: { 名称: 'y' }, kind: 'z' };
  expect(compiled.condition.holds((name) => member(known, name))).toBe(true);
  expect(compileCondition("名称 == 'x'", ['item', 'record'])).toMatchObject({
    hint: expect.stringContaining("item['名称']"),
  });
});
