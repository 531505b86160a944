import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { weightOf } from './change.ts';
import { diffMappings } from './diff.ts';

const TEXT = `mapping: t
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: id
fields:
  title: { from: subject, trim: true }
  status: { from: state, map: { a: open, b: closed }, otherwise: quarantine }
  interruption: { const: false }
  requester: { ref: person, by: caller, missing: placeholder }
each:
  events:
    - { from: "log[]", when: "x != null", fields: { at: at, field: what } }
exclude: [{ when: "state == 'test'", because: tests }]
ignore: [{ field: old, because: nobody reads it }]
`;
const diff = (from: string, to: string) => {
  const after = TEXT.replace(from, to);
  expect(after).not.toBe(TEXT);
  const changes = diffMappings({ file: 'a', text: TEXT }, { file: 'b', text: after });
  return {
    weight: weightOf(changes),
    words: changes.map((change) => [change.kind, change.part, ...change.words].join(' | ')),
  };
};

test.each([
  ['key: id', 'key: number', 'major', ['changed | key | from was id, is number']],
  [
    'a: open, b: closed',
    'a: open, c: new, b: solved',
    'minor',
    ['changed | fields.status | "b" was closed, is solved | the map lists "c" now, as new'],
  ],
  [
    '  title: { from: subject, trim: true }\n',
    '',
    'major',
    ['removed | fields.title | was {"from":"subject","trim":true}'],
  ],
  ['trim: true', 'trim: true, max: 300', 'minor', ['changed | fields.title | max: 300 is new']],
  [
    'otherwise: quarantine',
    'otherwise: null',
    'minor',
    ['changed | fields.status | otherwise was quarantine, is null'],
  ],
  ['const: false', 'const: true', 'minor', ['changed | fields.interruption | const was false, is true']],
  ['x != null', 'x == 1', 'minor', ['changed | each.events.when | was x != null, is x == 1']],
  ['at: at, ', '', 'major', ['removed | each.events.at | was {"from":"at"}']],
  ["== 'test'", "== 'trial'", 'major', ["removed | exclude | state == 'test'", "added | exclude | state == 'trial'"]],
  ['nobody reads it', 'unused', 'patch', ['changed | ignore | old | because was nobody reads it, is unused']],
  ['to: console/ticket@1\n', 'to: console/ticket@1\nabout: words\n', 'patch', ['added | about | words']],
])('%j to %j is reported as %s', (from, to, weight, words) => {
  expect(diff(from, to)).toEqual({ weight, words });
});

test.each([
  ['{ from: subject, trim: true }', '{ trim: true, lower: false,\n    from: subject } # words'],
  ['{ at: at, field: what }', '{ at: { from: at }, field: what }'],
  ['by: caller', 'from: caller'],
  ['key: id', 'key: { from: id }'],
  ['version: 1.0.0', 'version: 1.0.1'],
])('%j and %j mean the same', (from, to) => {
  expect(diff(from, to).words).toEqual([]);
});

test('rows of tables that were added, removed or changed are listed, the first twenty one by one', () => {
  const text = TEXT.replace(
    '{ from: subject, trim: true }',
    '{ from: q, lookup: t/q.csv, by: queue, take: kind, otherwise: null }',
  );
  const many = Array.from({ length: 30 }, (_, at) => `n${at},x`).join('\n');
  const tables = (rows: string) => ({ 't/q.csv': `queue,kind,other\n${rows}\n` });
  const listed = (before: string, after: string) =>
    diffMappings({ file: 'a', text, tables: tables(before) }, { file: 'b', text, tables: tables(after) });
  expect(listed('a,x,1\nb,y,1\nc,z,1', 'c,z,2\nconstructor,"new, one",1\nb,w,1')).toEqual([
    {
      kind: 'changed',
      part: 't/q.csv (kind by queue)',
      words: [
        'rows: 1 added, 1 removed, 1 changed',
        '"a" is listed no more; it was x',
        '"b" was y, is w',
        '"constructor" is listed now, as new, one',
      ],
      weight: 'minor',
      lines: { before: 7, after: 7 },
    },
  ]);
  expect(listed('a,x,1\nb,y,1', 'b,y,7\na,x,2')).toEqual([]);
  const [large] = listed('n0,w,1', many.replaceAll(/$/gm, ',1'));
  expect(large?.words).toHaveLength(22);
  expect([large?.words[0], large?.words[21]]).toEqual(['rows: 29 added, 0 removed, 1 changed', '… 10 more']);
  expect(diffMappings({ file: 'a', text, tables: tables('a,x,1') }, { file: 'b', text })).toEqual([]);
});

test('a block alone and a list of one block mean the same', () => {
  expect(diff('    - { from: "log[]"', '    { from: "log[]"').words).toEqual([]);
});

test('each change names its lines on both sides', () => {
  const [change] = diffMappings(
    { file: 'a', text: TEXT },
    { file: 'b', text: `# one line\n${TEXT.replace('subject', 'x')}` },
  );
  expect(change?.lines).toEqual({ before: 7, after: 8 });
});

const SHIPPED = readdirSync('mappings', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml') && !name.includes('lock'),
);

test.each(SHIPPED)('%s doesn’t differ from itself in another layout', (name) => {
  const text = readFileSync(`mappings/${name}`, 'utf8');
  const other = stringify(parse(text), { collectionStyle: 'flow', lineWidth: 0 });
  expect(diffMappings({ file: name, text }, { file: name, text: other })).toEqual([]);
});

test('what is no mapping is refused with its place', () => {
  expect(() => diffMappings({ file: 'a', text: 'mapping: [\n' }, { file: 'b', text: TEXT })).toThrow(/^a:\d/);
  expect(() => diffMappings({ file: 'a', text: TEXT }, { file: 'b', text: 'mapping: x\n' })).toThrow(/b:1:1 version/);
});
