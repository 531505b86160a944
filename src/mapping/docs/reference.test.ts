import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonValue } from '../../model/json.ts';
import { sha256 } from '../../sha256.ts';
import { compileMapping } from '../compile.ts';
import type { OperationExample } from '../operations/operation.ts';
import { OPERATIONS } from '../operations/operations.ts';
import { member } from '../values.ts';
import { mappingReference } from './reference.ts';

test('docs/mapping-reference.md says what the code does (ferry mapping docs --out docs/mapping-reference.md)', () => {
  expect(readFileSync('docs/mapping-reference.md', 'utf8')).toBe(mappingReference());
});

function run({ target = 'custom.a', rule, tables = {} }: OperationExample, given: JsonValue) {
  const head = 'mapping: t\nversion: 1.0.0\nfrom: x/ticket@1\nto: console/ticket@1\nkey: id\n';
  const fields = `fields: { number: id, title: id, kind: { const: incident }, status: { const: open }, ${target}: ${rule} }\n`;
  const mapping = compileMapping({ file: 't.yaml', text: head + fields, tables, sha256 });
  return mapping.map({ key: '1', data: { id: '1', a: given } }, 'x');
}

test.each(OPERATIONS)('the example of $name comes out as it says', ({ example }) => {
  const { given, gives, fails, target = 'custom.a' } = example;
  const result = run(example, given);
  const [top = '', inner] = target.split('.');
  const fields = result.kind === 'mapped' ? member(result.fields, top) : 'not mapped';
  expect(inner === undefined ? fields : member(fields, inner)).toEqual(gives);
  if (fails === undefined) return;
  const failed = run(example, fails.given);
  const codes =
    failed.kind === 'mapped'
      ? failed.losses.map(({ code }) => code)
      : failed.kind === 'quarantined'
        ? [failed.problem.code]
        : [];
  expect(codes).toContain(fails.code);
});
