import { describe, expect, test } from 'vitest';
import { sha256 } from '../../test/support/mapping.ts';
import type { JsonValue } from '../model/json.ts';
import { type CompiledMapping, compileMapping } from './compile.ts';
import { MappingError } from './mapping-error.ts';
import { OPERATIONS } from './operations/operations.ts';

/** One field of every kind that the contract has, each with a rule for what it requires besides. */
const SLOTS: Readonly<Record<string, string>> = {
  text: 'kind',
  word: 'priority',
  instant: 'createdAt',
  truth: 'interruption',
  list: 'tags',
  reference: 'requester',
  references: 'cc',
  object: 'body',
  objects: 'watchers',
  files: 'attachments',
  free: 'custom',
  anything: 'custom.a',
};
const TABLES = { 'levels.csv': 'code,level\na,gold\nw,high\n' };

/** Null: refused when it was compiled. */
function compiled(rule: string, field: string, source = 'itsm'): CompiledMapping | readonly string[] {
  const head = `mapping: t\nversion: 1.0.0\nfrom: ${source}/ticket@1\nto: console/ticket@1\nkey: id\n`;
  const text = `${head}fields:\n  number: id\n  title: { const: t }\n  status: { const: open }\n  ${field}: ${rule}\n`;
  try {
    const textual = new Set(['csv']);
    return compileMapping({ file: 'm.yaml', text, tables: TABLES, sha256, textual });
  } catch (error) {
    if (error instanceof MappingError) return error.issues.map(({ message, hint }) => `${message} | ${hint}`);
    throw error;
  }
}

function isMistakes(found: CompiledMapping | readonly string[]): found is readonly string[] {
  return Array.isArray(found);
}

const SOURCES: Readonly<Record<string, JsonValue>> = {
  'from: a': 'x',
  'from: "a[]"': ['x', 'y'],
  'from: [a, a]': 'x',
};

/** Whether any of these values comes out as something, so that the rule can be of use. */
function canWork(mapping: CompiledMapping, field: string, values: readonly JsonValue[]): boolean {
  return values.some((a) => {
    const result = mapping.map({ key: 'k', data: { id: '1', a } }, 'itsm');
    if (result.kind !== 'mapped') return false;
    const [top = '', part] = field.split('.');
    const whole = result.fields[top] ?? null;
    const value = part === undefined || typeof whole !== 'object' || whole === null ? whole : Object.values(whole)[0];
    const refers = result.references.some(({ path }) => path[0] === top);
    return value !== null || refers;
  });
}

/** Values of every kind that a source may hold. */
const VALUES: readonly JsonValue[] = [
  ...['x', 'urgent', 'w', 'a', '1', 'true', '2024-01-31T10:00:00Z', '01-03-2024 08:00', '31/12/2024', 'Y', 'low'],
  ...['3 - x', '![x](ferry-asset:a.png)', '<p>x</p>', '007'],
  ...[1, 1.5, true, { b: 1 }, { format: 'text', content: 'x' }],
  { role: 'x' },
  { ref: 'f/1', name: 'n', mediaType: 'text/plain' },
  { sha256: '0'.repeat(64), name: 'n' },
];
/** As many of them in a list. */
const GIVEN: readonly JsonValue[] = [...VALUES, ...VALUES.map((value) => [value, value])];

describe.each(Object.entries(SLOTS))('a field of kind %s (%s)', (_, field) => {
  // What a pattern finds is the pattern's affair: this one finds everything.
  const ruleOf = (name: string, rule: string) => (name === 'extract' ? '{ from: a, extract: ".+" }' : rule);
  test.each(OPERATIONS.map(({ name, example }) => [name, ruleOf(name, example.rule)] as const))(
    'takes %s only where some record can fill it',
    (_name, rule) => {
      for (const from of Object.keys(SOURCES)) {
        const mapping = compiled(
          rule.replace(
            /from: (a\b|\[a, a\])|by: a\b(?=, missing)/,
            from.replace('from', rule.includes('by: a,') ? 'by' : 'from'),
          ),
          field,
        );
        if (!isMistakes(mapping)) expect([from, canWork(mapping, field, GIVEN)]).toEqual([from, true]);
      }
    },
  );
});

test.each<[string, string, string]>([
  ['createdAt: c', 'createdAt takes an instant, and the rule yields text', 'date: iso'],
  ['createdAt: { from: c, trim: true }', 'createdAt takes an instant', 'DD-MM-YYYY'],
  ['interruption: c', 'interruption takes true or false, and the rule yields text', 'boolean: true'],
  ['comments: c', 'comments is a list of objects, and the rule yields one value', 'under each: comments'],
  ['tags: c', 'tags takes a list, and the rule yields one value', 'path[] makes a list of one'],
  ['cc: { ref: person, by: c, missing: placeholder }', 'cc takes a list, and the rule yields one value', 'split: ";"'],
  ['body: c', 'body takes an object, and the rule yields text', 'body.PART: path'],
  ['custom: c', 'custom takes an object', 'custom.PART'],
  ['tags: { from: c, map: { a: x }, otherwise: null }', 'tags can\'t hold "x"', ''],
])('of a source of texts, %s is refused with the way out', (line, message, hint) => {
  const [field = '', ...rule] = line.split(': ');
  const found = compiled(rule.join(': '), field, 'csv');
  expect(isMistakes(found) ? found.join() : '').toContain(message);
  expect(isMistakes(found) ? found.join() : '').toContain(hint);
});

test.each<[string, string]>([
  ['tags: "c[]"', 'csv'],
  ['tags: [c, d]', 'csv'],
  ['tags: { from: c, split: ";" }', 'csv'],
  ['tags: { from: c, map: { a: [x, y] }, otherwise: null }', 'csv'],
  ['priority: c', 'csv'],
  ['createdAt: { template: "{{ c }}T00:00:00Z" }', 'csv'],
  ['kind: { from: "c[]", first: true }', 'csv'],
  ['custom.a: c', 'csv'],
  ['createdAt: c', 'itsm'],
  ['tags: c', 'itsm'],
  ['interruption: c', 'itsm'],
  ['cc: { ref: person, by: c }', 'itsm'],
])('%s of %s is fine', (line, source) => {
  const [field = '', ...rule] = line.split(': ');
  const written = rule.join(': ').startsWith('[') ? `{ from: ${rule.join(': ')} }` : rule.join(': ');
  expect(isMistakes(compiled(written, field, source))).toBe(false);
});

test.each<[string, string]>([
  ['kind: "c[]"', 'kind takes one text, and the rule yields a list'],
  ['requester: { ref: person, from: [a, b] }', 'requester takes one reference, and the rule yields a list'],
  ['requester: { ref: customer, by: a }', 'requester refers to a person, not to a customer'],
  ['requester: { ref: person, by: a, date: iso }', 'date means nothing beside ref'],
  ['requester: { ref: person, by: a, max: 9 }', 'max means nothing beside ref'],
  ['tags: { const: red }', 'tags can\'t hold "red" | it takes a list: ["red"]'],
  ['tags: { from: "c[]", missing: red }', 'tags can\'t hold "red" | it takes a list'],
  ['createdAt: { from: c, date: iso, missing: soon }', 'createdAt can\'t hold "soon"'],
  ['createdAt: { from: c, map: { a: soon }, otherwise: null, date: iso }', 'createdAt can\'t hold "soon"'],
  ['interruption: { from: c, map: { a: maybe }, otherwise: null, boolean: true }', 'interruption can\'t hold "maybe"'],
  ['interruption: { from: c, lookup: levels.csv, by: code, take: level, otherwise: null }', 'can\'t hold "gold"'],
  ['priority: { from: c, lookup: levels.csv, by: code, take: level, otherwise: null }', 'can\'t hold "gold"'],
  ['priority: { from: [c, d], matrix: "x | 1\\n1 | P1", otherwise: null }', 'priority can\'t hold "P1"'],
  ['tags: { from: [c, d], matrix: "x | 1\\n1 | P1", otherwise: null }', 'tags takes a list'],
  [
    'kind: { from: c, max: 501 }',
    'kind takes 500 characters at most, so that longer texts would be quarantined | max: 500',
  ],
  ['tags: { from: "c[]", max: 9999 }', 'tags takes 500 characters at most'],
  ['priority: { from: c, upper: true }', "priority can't hold what upper yields"],
  ['kind: record', 'kind takes text, and the rule yields a whole record'],
  ['watchers: { from: c, split: ";" }', 'watchers takes an object, and the rule yields text'],
])('whatever the source, %s is refused', (line, message) => {
  const [field = '', ...rule] = line.split(': ');
  const found = compiled(rule.join(': '), field);
  expect(isMistakes(found) ? found.join() : '').toContain(message);
});

test.each([['"c[]"'], ['{ from: [a, b] }'], ['{ from: c, split: "," }']])(
  'a key that is a list (%s) is refused',
  (key) => {
    const text = `mapping: t\nversion: 1.0.0\nfrom: s/site@1\nto: console/site@1\nkey: ${key}\nfields: { name: n }\n`;
    const compile = () => compileMapping({ file: 'm.yaml', text, tables: {}, sha256 });
    expect(compile).toThrow(/a key is one text|a key of several parts needs join/);
  },
);
