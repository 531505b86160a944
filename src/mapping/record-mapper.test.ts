import { expect, test } from 'vitest';
import { compileText, mapOne, ticketMapping } from '../../test/support/mapping.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { Mapped, MapResult, Quarantined } from '../model/record.ts';

const CONVERSATION = `each:
  comments:
    from: journal[]
    when: "text != null"
    key: id
    fields:
      author: { ref: person, by: who, missing: placeholder }
      at: { from: at, date: iso }
      internal: { from: kind, map: { note: true, reply: false }, otherwise: quarantine }
      body.format: { const: text }
      body.content: text
      attachments: record.files
`;

test('a mapped record has its keys, version and identities', () => {
  const mapping = ticketMapping(
    'identities: [{ kind: number, from: no, lower: true }, { kind: email, from: "mails[]" }]',
  );
  const record = { key: 'row 7', version: '3', data: { id: 'INC/1', no: 'A1', mails: ['x@y', 'x@y', null, 'z@y'] } };
  expect(mapping.map(record, 'old')).toMatchObject({
    kind: 'mapped',
    key: 'row 7',
    version: '3',
    externalKey: 'old:ticket:INC/1',
    identities: [
      { kind: 'number', value: 'a1' },
      { kind: 'email', value: 'x@y' },
      { kind: 'email', value: 'z@y' },
    ],
  });
});

test('references wait with a null field, lists of them once each', () => {
  const mapping = ticketMapping(
    'fields:\n  requester: { ref: person, by: who, via: login, lower: true, missing: placeholder }\n  cc: { ref: person, by: cc, split: ",", missing: defer }\n  assignee: { ref: person, by: none }\n',
  );
  const result = mapped(mapOne(mapping, { who: 'Alice', cc: 'b, c,b' }));
  expect(result.fields).toMatchObject({ requester: null, cc: [null, null], assignee: null });
  expect(result.references).toEqual([
    { path: ['requester'], entity: 'person', value: 'alice', via: 'login', missing: 'placeholder', form: 'field' },
    { path: ['cc', 0], entity: 'person', value: 'b', missing: 'defer', form: 'field' },
    { path: ['cc', 1], entity: 'person', value: 'c', missing: 'defer', form: 'field' },
  ]);
});

test('items of a list keep their order, their own keys and their references', () => {
  const journal = [
    { id: 1, who: 'a', at: '2024-01-01T00:00:00Z', kind: 'note', text: 'first' },
    { id: 2, who: 'b', kind: 'reply', text: null },
    { id: 3, who: null, kind: 'reply', text: 'third' },
  ];
  const result = mapped(mapOne(ticketMapping(CONVERSATION), { journal }));
  expect(result.fields.comments).toMatchObject([
    { externalId: 'itsm:ticket-comments:1/1', author: null, internal: true, body: { content: 'first' } },
    { externalId: 'itsm:ticket-comments:1/3', internal: false, body: { content: 'third' } },
  ]);
  expect(result.references.map(({ path }) => path)).toEqual([['comments', 0, 'author']]);
});

test('a list merged by key is empty rather than null, any other is null', () => {
  const tasks = 'each: { timeEntries: { from: "t[]", fields: { minutes: { from: m, integer: true } } } }\n';
  expect(mapped(mapOne(ticketMapping(CONVERSATION), {})).fields.comments).toEqual([]);
  expect(mapped(mapOne(ticketMapping(tasks), { t: [] })).fields.timeEntries).toBeNull();
  expect(mapped(mapOne(ticketMapping(tasks), { t: { m: '5' } })).fields.timeEntries).toEqual([{ minutes: 5 }]);
});

test('an object of the target is null when only constants would be in it', () => {
  const mapping = ticketMapping('fields:\n  body.format: { const: text }\n  body.content: text\n');
  expect(mapped(mapOne(mapping, {})).fields.body).toBeNull();
  expect(mapped(mapOne(mapping, { text: 'x' })).fields.body).toEqual({ format: 'text', content: 'x' });
});

const item = { id: 1, kind: 'note', text: 'x' };
test.each<[string, string, JsonObject, string]>([
  ['no key', '', { id: ' ' }, 'key-missing key'],
  ['an object as key', '', { id: {} }, 'key-invalid key'],
  ['a rounded number as key', '', { id: 2 ** 53 }, 'key-invalid key'],
  ['two items of one key', CONVERSATION, { journal: [item, item] }, 'key-duplicate comments[1].externalId'],
  ['an item without key', CONVERSATION, { journal: [{ ...item, id: null }] }, 'key-missing comments[0].externalId'],
  [
    'an unknown value in an item',
    CONVERSATION,
    { journal: [item, { id: 2, kind: '?', text: 'x' }] },
    'value-unknown comments[1].internal',
  ],
  ['NUL', 'fields:\n  kind: a\n', { a: 'x\0y' }, 'text-nul kind'],
  ['NUL in free-form parts', 'fields:\n  custom.x: a\n', { a: { b: ['\0'] } }, 'text-nul custom.x.b[0]'],
  ['half a character', 'fields:\n  kind: a\n', { a: 'x\ud800' }, 'text-surrogate kind'],
  ['NUL in a reference', 'fields:\n  requester: { ref: person, by: a }\n', { a: '\0' }, 'text-nul requester'],
  ['NUL in an identity', 'identities: [{ kind: email, from: a }]', { a: '\0' }, 'text-nul identities.email'],
  ['what the console refuses', 'fields:\n  kind: a\n', { a: 'x'.repeat(501) }, 'contract kind'],
  ['another type than the console takes', 'fields:\n  kind: a\n', { a: 5 }, 'contract kind'],
  ['a broken check', 'checks: [{ that: "kind != null", else: quarantine }]', {}, 'check-failed kind'],
  ['a condition that fails', 'fields:\n  kind: { from: a, when: "a > 5" }\n', { a: 'x' }, 'when-failed kind'],
])('%s is quarantined with its path', (_, lines, data, problem) => {
  const { code, path } = quarantined(mapOne(ticketMapping(lines), data));
  expect(`${code} ${path}`).toBe(problem);
});

test('a record its source does not trust is quarantined with the source’s own message', () => {
  const problem = { code: 'row-ragged', path: 'line 12', message: 'has 5 cells' };
  expect(ticketMapping('').map({ key: 'k', data: {}, problem }, 'itsm')).toEqual({
    kind: 'quarantined',
    key: 'k',
    problem,
  });
});

test('nesting beyond 64 levels is quarantined wherever it is', () => {
  let deep: JsonValue = 'x';
  for (let level = 0; level < 50_000; level++) deep = [deep];
  expect(quarantined(mapOne(ticketMapping(''), { unused: deep })).code).toBe('too-deep');
});

test('names with a meaning in JavaScript are names like any other, and never reach the console', () => {
  const mapping = ticketMapping('fields:\n  kind: constructor\n  custom.a: __proto__.admin\n  custom.b: toString\n');
  expect(mapped(mapOne(mapping, {})).fields).toMatchObject({ kind: null, custom: null });
  const own: JsonObject = JSON.parse('{ "id": "1", "constructor": "c", "__proto__": { "admin": true } }');
  expect(mapped(mapping.map({ key: 'k', data: own }, 'itsm')).fields).toMatchObject({
    kind: 'c',
    custom: { a: true, b: null },
  });
  const raw = ticketMapping('fields:\n  custom.x: raw\n').map(
    { key: 'k', data: JSON.parse('{"id":"1","raw":{"__proto__":{"admin":true}}}') },
    'itsm',
  );
  expect(quarantined(raw).code).toBe('name-unsafe');
  expect('admin' in {}).toBe(false);
});

test('the first exclusion that holds names its reason; one that fails quarantines', () => {
  const mapping = ticketMapping(
    'exclude:\n  - { when: "s == \'test\'", because: test accounts stay }\n  - { when: "n < 5", because: too small }\n',
  );
  expect(mapOne(mapping, { s: 'test' })).toEqual({ kind: 'excluded', key: 'k', rule: 'test accounts stay' });
  expect(mapOne(mapping, { n: 3 })).toMatchObject({ rule: 'too small' });
  expect(quarantined(mapOne(mapping, { n: 'x' })).code).toBe('when-failed');
});

test('a check that only warns is broken without stopping the record, also when it cannot be evaluated', () => {
  const mapping = ticketMapping(
    'checks: [{ that: "closedAt >= createdAt", else: warn, because: closed before created }]',
  );
  expect(mapped(mapOne(mapping, {})).warnings).toEqual([
    { code: 'check-failed', path: 'closedAt', message: 'closed before created' },
  ]);
});

test('its facts name the paths, operations and line of each rule', () => {
  const { facts } = ticketMapping('fields:\n  kind: { from: [a, b], join: "-" }\n');
  const rule = (name: string) => facts.rules.find(({ target }) => target === name);
  expect(rule('number')).toMatchObject({ from: ['id'], line: 7, operations: [] });
  expect(rule('kind')).toMatchObject({ from: ['a', 'b'], line: 10, operations: ['join'] });
});

test('a value that a table lacks is noted; traced, every value it was asked for', () => {
  const mapping = ticketMapping('fields:\n  kind: { from: k, map: { a: incident }, otherwise: "null" }\n');
  const record = (k: string) => ({ key: '1', data: { id: '1', k } });
  expect(mapped(mapping.map(record('a'), 'itsm')).unknown).toBeUndefined();
  expect(mapped(mapping.map(record('b'), 'itsm')).unknown).toEqual([{ field: 'kind', value: 'b' }]);
  expect(mapping.trace(record('a'), 'itsm').seen).toEqual([{ target: 'kind', value: 'a', known: true }]);
  expect(mapping.facts.rules.find(({ target }) => target === 'kind')?.table).toMatchObject({
    kind: 'map',
    lists: ['a'],
    otherwise: 'null',
  });
});

test('the trace of a quarantined record shows how far it came', () => {
  const mapping = ticketMapping('fields:\n  kind: { from: k, map: { a: incident }, otherwise: quarantine }\n');
  const { result, fields } = mapping.trace({ key: '1', data: { id: '1', k: 'x' } }, 'itsm');
  expect(result).toMatchObject({ kind: 'quarantined', unknown: [{ field: 'kind', value: 'x' }] });
  expect(fields).toMatchObject({ number: '1' });
});

test('a loss is accepted only of a field that the mapping fills', () => {
  const accept = (field: string) =>
    ticketMapping(`accept: [{ loss: truncated, field: ${field}, because: long titles, by: alice }]`);
  expect(accept('number').facts.accepts).toEqual([
    { code: 'truncated', field: 'number', because: 'long titles', by: 'alice' },
  ]);
  expect(() => accept('nmber')).toThrow('did you mean number?');
  const mistyped = 'accept: [{ loss: truncatd, field: number, because: x, by: alice }]';
  expect(() => ticketMapping(mistyped)).toThrow('did you mean truncated?');
});

test('fields that are mapped or ignored count as used', () => {
  expect(ticketMapping('ignore: [{ field: "odd. name", because: x }]').uses).toEqual(['id', 'odd. name']);
});

test('a key of several parts is missing when one of them is', () => {
  const text =
    'mapping: g\nversion: 1.0.0\nfrom: s/g@1\nto: console/group@1\nkey: { from: [a, b], join: "/", trim: true }\nfields: { name: a }\n';
  const mapping = compileText(text);
  expect(mapped(mapping.map({ key: 'k', data: { a: ' x', b: 'y ' } }, 's')).externalKey).toBe('s:group:x/y');
  expect(quarantined(mapping.map({ key: 'k', data: { a: 'x' } }, 's')).code).toBe('key-missing');
});

function mapped(result: MapResult): Mapped {
  if (result.kind !== 'mapped') throw new Error(JSON.stringify(result));
  return result;
}

function quarantined(result: MapResult): Quarantined['problem'] {
  if (result.kind !== 'quarantined') throw new Error(JSON.stringify(result));
  return result.problem;
}

test('any column can be asked for by every condition', () => {
  const mapping = ticketMapping(
    `fields:
  kind: { from: "['Cost Centre']", when: "record['是否 中断'] == '是'" }
  custom.满意度: "['满意度.']"
exclude:
  - { when: "record['工单.编号'] == '合计'", because: totals row }
checks:
  - { that: "custom['满意度'] == '5' || record['Cost Centre'] == null", else: quarantine }
each:
  links: { from: "['关联']", when: "item['种类'] == record['a''b']", fields: { kind: 种类 } }
`.replace("''", "\\\\'"),
  );
  expect(mapOne(mapping, { '工单.编号': '合计' })).toMatchObject({ kind: 'excluded', rule: 'totals row' });
  const data = {
    'Cost Centre': 'x',
    '是否 中断': '是',
    '满意度.': '5',
    "a'b": 'dup',
    关联: [{ 种类: 'dup' }, { 种类: '?' }],
  };
  expect(mapped(mapOne(mapping, data)).fields).toMatchObject({ kind: 'x', links: [{ kind: 'dup' }] });
  expect(quarantined(mapOne(mapping, { ...data, '满意度.': '4' })).code).toBe('check-failed');
});

test('blocks that read one field in several ways leave no loss where one of them made an item', () => {
  const block = (unit: string, pattern: string) =>
    `    - { when: "a != null", fields: { rule: { const: ${unit} }, metric: { from: a, extract: "${pattern}" } } }\n`;
  const mapping = ticketMapping(`each:\n  slaOutcomes:\n${block('m', '^(.+)min')}${block('h', '^(.+)h')}`);
  const lossesOf = (a: string) => mapped(mapOne(mapping, { a })).losses.map(({ code }) => code);
  expect([lossesOf('30min'), lossesOf('2h'), lossesOf('soon')]).toEqual([[], [], ['pattern-no-match']]);
});
