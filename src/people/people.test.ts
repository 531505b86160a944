import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IdentityMerge, KnownMaster, MatchReview } from '../ledger/people/rows.ts';
import { checkDecisions, type KnownState } from './check.ts';
import { isUntouched, readFile, writeFile } from './file.ts';
import { type Known, knownOf } from './known.ts';
import { suggest } from './suggest.ts';

const alias = (source: string, ownKey: string) => ({ source, route: 'all', lane: `${source}.user`, ownKey });

function person(key: string, fields: KnownMaster['contributed'][number], more: Partial<KnownMaster> = {}): Known {
  const source = key.slice(0, key.indexOf(':'));
  const master = {
    key,
    placeholder: false,
    contributed: [fields],
    identities: [],
    aliases: [alias(source, key)],
    ...more,
  };
  return knownOf('person', master);
}

const login = (value: string) => ({ identities: [{ kind: 'login', value }] });
const placeholderOf = (key: string) => person(key, {}, { contributed: [], placeholder: true, aliases: [] });

const ALICE = person('rt:person:1', { kind: 'agent', name: 'Alice', email: 'alice@op.example.com' }, login('alice'));
const CONTACT = person('crm:person:K1', { kind: 'customer', name: 'Alice A.', email: 'ALICE@op.example.com ' });

test('suggests who somebody may be, with the reasons, and never the other way round as well', () => {
  const found = suggest('person', [CONTACT, ALICE], []);
  expect([...found]).toEqual([
    ['crm:person:K1', [{ key: 'rt:person:1', why: ['same e-mail', 'login is the local part of the e-mail'] }]],
  ]);
});

test('suggests the owner of a login for the placeholder made for it, by login before by name', () => {
  const ghost = placeholderOf('rt:person:login=alice');
  const namesake = person('crm:person:K2', { kind: 'customer', name: 'alice' });
  const [first, second] = suggest('person', [namesake, ALICE, ghost], []).get(ghost.key) ?? [];
  expect(first).toMatchObject({
    key: ALICE.key,
    why: [expect.stringContaining('login'), expect.any(String), 'placeholder for its name'],
  });
  expect(second).toMatchObject({ key: namesake.key, why: ['placeholder for its name'] });
});

test('takes the same name for a hint only within one customer', () => {
  const at = (key: string, customer: string) => person(key, { kind: 'customer', name: '王　伟', customer });
  const [a, b, c] = [
    at('crm:person:1', 'c:customer:1'),
    at('rt:person:2', 'c:customer:1'),
    at('rt:person:3', 'c:customer:2'),
  ];
  expect([...suggest('person', [a, b, c], []).keys()]).toEqual(['rt:person:2']);
});

test('suggests nothing for pairs that are kept apart, and nothing for a mailbox that everybody shares', () => {
  expect(suggest('person', [ALICE, CONTACT], [['rt:person:1', 'crm:person:K1']]).size).toBe(0);
  const many = Array.from({ length: 30 }, (_, i) =>
    person(`rt:person:${i}`, { name: `P${i}`, email: 'desk@op.example.com' }),
  );
  expect(suggest('person', many, []).size).toBe(0);
});

test('finds customers of one number, name or domain', () => {
  const customer = (key: string, fields: KnownMaster['contributed'][number]) =>
    knownOf('customer', { key, placeholder: false, contributed: [fields], identities: [], aliases: [] });
  const all = [
    customer('a:customer:1', { name: 'Acme', domains: ['acme.example.com'] }),
    customer('b:customer:2', { name: 'ACME', code: 'X1' }),
    customer('c:customer:3', { name: 'Other', domains: ['ACME.example.com'] }),
  ];
  const found = suggest('customer', all, []);
  expect(found.get('b:customer:2')).toEqual([{ key: 'a:customer:1', why: ['same name'] }]);
  expect(found.get('c:customer:3')).toEqual([{ key: 'a:customer:1', why: ['same domain'] }]);
});

test('suggests the same in whatever order the records come', () => {
  const people = [
    ALICE,
    CONTACT,
    placeholderOf('rt:person:login=alice'),
    placeholderOf('crm:person:alice@op.example.com'),
  ];
  const written = (known: readonly Known[]) =>
    writeFile({ entity: 'person', known, suggestions: suggest('person', known, []), reviews: [] }).text;
  fc.assert(
    fc.property(fc.shuffledSubarray(people, { minLength: people.length }), (shuffled) => {
      expect(written(shuffled)).toBe(written(people));
    }),
  );
});

const bytes = (text: string) => new TextEncoder().encode(text);
const content = (known: readonly Known[]) => ({
  entity: 'person' as const,
  known,
  suggestions: suggest('person', known, []),
  reviews: [],
});

test('writes a file that spreadsheets open as it is meant: marked as UTF-8, nothing in it a formula', () => {
  const hostile = ['=HYPERLINK("http://x.example.com")', '+1', '-1', '@x', '\t=1', '\r=1', '＝1', '=1,2";=3\n=4'];
  const known = hostile.map((name, i) => person(`rt:person:login=${i}`, { name }, { placeholder: true }));
  const { text, rows } = writeFile(content(known));
  expect(rows).toBe(hostile.length);
  expect(text.startsWith('\uFEFF"is","key","name","kind","email","logins","active","placeholder","source"')).toBe(true);
  const cells = [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, cell = '']) => cell);
  expect(cells.length).toBe((rows + 1) * 12);
  expect(cells.filter((cell) => /^[=+\-@\t\r＝＋－＠]/.test(cell))).toEqual([]);
});

test('reads it back as spreadsheets leave it: other separators, no mark, apostrophes, blank lines', () => {
  const { text } = writeFile(content([ALICE, CONTACT]));
  const [, head = '', row = ''] = /^\uFEFF(.*)\r\n(.*)\r\n$/s.exec(text) ?? [];
  for (const separator of [',', ';', '\t']) {
    const back = `${head}\r\n\r\n${row.replace('""', `"'-"`)}\n`.replaceAll('","', `"${separator}"`);
    expect(readFile(bytes(back), 'people.csv')).toEqual([
      { line: 3, key: 'crm:person:K1', is: '-', suggested: ['rt:person:1'] },
    ]);
  }
});

test('gives lines as the file has them, also below a cell with line breaks', () => {
  const text = 'is,key,name,suggestion,others\n,a:person:1,"one\ntwo",,\nb:person:2,a:person:3,x,,\n';
  expect(readFile(bytes(text), 'p.csv')).toEqual([{ line: 4, key: 'a:person:3', is: 'b:person:2', suggested: [] }]);
});

test.each([
  ['is no UTF-8', new Uint8Array([0x69, 0x73, 0xd6, 0xd0]), /not UTF-8/],
  ['lacks a column', bytes('is,name\n'), /no column key/],
  ['never closes a quote', bytes('is,key,suggestion,others\n"a'), /CSV/],
])('refuses a file that %s', (_what, file, message) => {
  expect(() => readFile(file, 'p.csv')).toThrow(
    expect.objectContaining({ code: 'decisions-unreadable', message: expect.stringMatching(message) }),
  );
});

test('knows a file nobody has worked in from one that somebody has', () => {
  const { text } = writeFile(content([ALICE, CONTACT]));
  expect(isUntouched(bytes(text), 'person')).toBe(true);
  expect(isUntouched(bytes(text), 'customer')).toBe(false);
  expect(isUntouched(bytes(text.replace('""', '"-"')), 'person')).toBe(false);
  expect(isUntouched(bytes(text.replace('"others"', '"others","note"')), 'person')).toBe(false);
  expect(isUntouched(bytes('something else'), 'person')).toBe(false);
});

const review = (ownKey: string, more: Partial<MatchReview> = {}): MatchReview => ({
  ...{ route: 'all', lane: 'rt.user', source: 'rt', sourceKey: '9', ownKey, name: 'X', candidates: [], decided: null },
  ...more,
});

function state(some: { reviews?: MatchReview[]; merged?: IdentityMerge[]; known?: Known[] } = {}): KnownState {
  const { reviews = [], merged = [], known = [ALICE, CONTACT, placeholderOf('rt:person:login=al')] } = some;
  return {
    known: new Map(known.map((one) => [one.key, one])),
    reviews: new Map(reviews.map((one) => [one.ownKey, one])),
    merged: new Map(merged.map((one) => [one.from, one])),
    apart: [],
  };
}

const filled = (key: string, is: string, line = 2) => ({ line, key, is, suggested: [] as string[] });
const before = (from: string, to: string, done = true): IdentityMerge => ({ from, to, final: to, by: 'alice', done });

test('warns where a customer’s account would speak as an agent, and of a placeholder only that it is one', () => {
  const checked = checkDecisions([filled('crm:person:K1', 'rt:person:1')], 'p.csv', state());
  expect(checked.merge).toEqual([{ from: 'crm:person:K1', to: 'rt:person:1' }]);
  expect(checked.warnings).toEqual([expect.stringMatching(/^RIGHTS: /)]);
  expect(checkDecisions([filled('rt:person:login=al', 'rt:person:1')], 'p.csv', state()).warnings).toEqual([]);
  const onto = checkDecisions([filled('crm:person:K1', 'rt:person:login=al')], 'p.csv', state());
  expect(onto.warnings).toEqual([expect.stringContaining('placeholder')]);
});

test.each([
  ['an unknown key', [filled('rt:person:7', 'rt:person:1')], /p\.csv:2 rt:person:7 there is no/],
  ['somebody who is not loaded', [filled('crm:person:K1', 'rt:person:7')], /has to be loaded first/],
  ['itself', [filled('rt:person:1', 'rt:person:1')], /itself/],
  [
    'a circle',
    [filled('rt:person:1', 'crm:person:K1'), filled('crm:person:K1', 'rt:person:1', 3)],
    /:2 .*circle[\s\S]*:3 .*circle/,
  ],
  [
    'two answers',
    [filled('crm:person:K1', 'rt:person:1'), filled('crm:person:K1', 'rt:person:login=al', 3)],
    /:3 .*line 2/,
  ],
  ['nobody to keep apart from', [filled('crm:person:K1', '-')], /nobody was suggested/],
])('refuses %s, with its line', (_what, rows, message) => {
  expect(() => checkDecisions(rows, 'p.csv', state())).toThrow(
    expect.objectContaining({ code: 'decisions-invalid', message: expect.stringMatching(message) }),
  );
});

test('follows a circle through what was decided before', () => {
  const merged = [before('rt:person:1', 'crm:person:K1')];
  const known = [CONTACT];
  const rows = [filled('crm:person:K1', 'rt:person:1')];
  expect(() => checkDecisions(rows, 'p.csv', state({ merged, known }))).toThrow(/circle/);
});

test('leaves alone what was decided and applied, and applies again what was only decided', () => {
  const known = [ALICE];
  const rows = [filled('crm:person:K1', 'rt:person:1')];
  const done = checkDecisions(rows, 'p.csv', state({ known, merged: [before('crm:person:K1', 'rt:person:1')] }));
  expect(done).toMatchObject({ already: 1, merge: [] });
  const open = [before('crm:person:K1', 'rt:person:1', false)];
  expect(checkDecisions(rows, 'p.csv', state({ known, merged: open })).merge).toHaveLength(1);
});

test('decides a waiting match for a candidate or for a record of its own, but not for one its source has taken', () => {
  const reviews = [review('rt:person:9')];
  const claimOf = (is: string) => checkDecisions([filled('rt:person:9', is)], 'p.csv', state({ reviews })).claim;
  expect(claimOf('crm:person:K1')).toMatchObject([{ externalKey: 'crm:person:K1' }]);
  expect(claimOf('new')).toMatchObject([{ externalKey: 'rt:person:9' }]);
  expect(() => claimOf('rt:person:1')).toThrow(/of the same source/);
  const decided = [review('rt:person:9', { decided: 'crm:person:K1' })];
  const again = (is: string) => checkDecisions([filled('rt:person:9', is)], 'p.csv', state({ reviews: decided }));
  expect(again('crm:person:K1')).toMatchObject({ already: 1, claim: [] });
  expect(() => again('new')).toThrow(/split/);
});
