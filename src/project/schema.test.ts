/** Holds the committed JSON Schema, which editors use, to the schema that checks. `FERRY_RECORD=1` writes it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configJsonSchema } from './schema.ts';

const COMMITTED = new URL('../../docs/ferry.schema.json', import.meta.url);
const enforced: unknown = JSON.parse(JSON.stringify(configJsonSchema()));

if (process.env.FERRY_RECORD !== undefined) writeFileSync(COMMITTED, `${JSON.stringify(enforced, null, 2)}\n`);

test('docs/ferry.schema.json is the schema that is enforced', () => {
  expect(JSON.parse(readFileSync(COMMITTED, 'utf8'))).toEqual(enforced);
});

test('nothing is allowed beside what it names', () => {
  expect(enforced).toMatchObject({ additionalProperties: false, required: ['sources', 'routes'] });
});
