import { expect, test } from 'vitest';
import { compileText, mapOne } from '../../../test/support/mapping.ts';
import type { JsonObject } from '../../model/json.ts';

const HEAD = 'mapping: t\nversion: 1.0.0\nfrom: itsm/ticket@1\nto: console/ticket@1\nkey: id\nfields:\n';
const REST = '  number: { from: id, trim: true }\n  status: { const: open }\n';

test.each([
  ['a path', 'Subject', 3],
  ['a rule that doesn’t say what an empty source means', '{ from: Subject, trim: true }', 3],
  ['a rule that says null', '{ from: Subject, missing: null }', 27],
  ['a condition', '{ from: Subject, missing: x, when: "a == 1" }', 39],
  ['a constant under a condition', '{ const: x, when: "a == 1" }', 22],
  ['a table that leaves out', '{ from: Subject, missing: x, map: { a: b }, otherwise: null }', 54, { Subject: 'z' }],
  [
    'a failure that leaves out',
    '{ from: Subject, missing: x, replace: { pattern: a, with: b }, onError: null }',
    73,
    { Subject: {} },
  ],
  ['a pattern', '{ from: Subject, missing: x, extract: "a(.)" }', 39, { Subject: 'z' }],
  ['alternatives that are all empty', '{ any: [Subject, Name] }', 12],
])('%s that leaves a required field empty is warned of at its place', (_, rule, column, data: JsonObject = {}) => {
  const mapping = compileText(`${HEAD}${REST}  title: ${rule}\n`);
  expect(mapping.warnings.map(({ line, column: at }) => [line, at])).toEqual([[9, column]]);
  expect(mapping.warnings[0]?.message).toMatch(/^title is required, and .* as contract$/);
  expect(mapOne(mapping, data)).toMatchObject({ kind: 'quarantined', problem: { code: 'contract' } });
});

test.each([
  ['a constant', '{ const: x }'],
  ['a rule that quarantines', '{ from: Subject, missing: quarantine }'],
  ['a rule that defaults', '{ from: Subject, missing: (no subject), max: 300 }'],
  ['alternatives with a constant at their end', '{ any: [Subject, { const: x }] }'],
  ['alternatives of which one quarantines', '{ any: [Subject, { from: Name, missing: quarantine }] }'],
  ['what the key reads', 'id'],
])('%s leaves nothing to warn of', (_, rule) => {
  const mapping = compileText(`${HEAD}${REST}  title: ${rule}\n`);
  expect(mapping.warnings).toEqual([]);
  const result = mapOne(mapping, {});
  expect(result).not.toMatchObject({ problem: { code: 'contract' } });
});

test('a template is as empty as the emptiest of its parts', () => {
  const head = 'mapping: p\nversion: 1.0.0\nfrom: s/person@1\nto: console/person@1\nkey: id\nfields:\n';
  const { warnings } = compileText(`${head}  kind: { const: agent }\n  name: { template: "{{ id }} {{ a }}" }\n`);
  expect(warnings.map(({ message }) => message)).toEqual([expect.stringContaining('name is required')]);
});
