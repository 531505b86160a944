import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { mappingJsonSchema } from './json-schema.ts';

const validate = new Ajv2020({ strict: false, allErrors: false }).compile(mappingJsonSchema());
const FILES = readdirSync('mappings', { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.yaml') && !name.includes('mappings.lock'),
);

test('docs/mapping.schema.json is the schema of the code (ferry mapping docs --schema --out docs/mapping.schema.json)', () => {
  expect(JSON.parse(readFileSync('docs/mapping.schema.json', 'utf8'))).toEqual(mappingJsonSchema());
});

test.each(FILES)('%s is valid', (name) => {
  expect(validate(parse(readFileSync(`mappings/${name}`, 'utf8'))) ? [] : validate.errors).toEqual([]);
});

const GOOD = `mapping: t
version: 1.0.0
from: itsm/ticket@1
to: console/ticket@1
key: id
fields:
  title: { from: subject, trim: true }
  status: { from: state, map: { a: open }, otherwise: quarantine }
  custom.x: y
each: { events: { from: "log[]", fields: { at: at } } }
`;

test('the mapping that the mistakes are made in is valid', () => {
  expect(validate(parse(GOOD))).toBe(true);
});

test.each([
  ['an operation that is none', 'trim: true', 'trimm: true'],
  ['a switch that is text', 'trim: true', 'trim: yes please'],
  ['a field the console lacks', 'title:', 'titel:'],
  ['a list the console lacks', 'events:', 'happenings:'],
  ['a field that its children lack', 'at: at', 'when_: at'],
  ['a word the field does not take', 'a: open', 'a: opened'],
  ['an entity nobody knows', 'console/ticket@1', 'console/Ticket'],
  ['a version that is none', '1.0.0', 'v1'],
  ['a key beside the others', 'key: id', 'key: id\nkeys: id'],
  ['no key', 'key: id\n', ''],
  ['an otherwise that is none', 'otherwise: quarantine', 'otherwise: ignore'],
])('%s is invalid', (_, from, to) => {
  expect(GOOD).toContain(from);
  expect(validate(parse(GOOD.replace(from, to)))).toBe(false);
});
