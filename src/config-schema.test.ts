/** Holds the committed JSON Schema, which editors use, to the schema that checks. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configJsonSchema } from './config-schema.ts';

const COMMITTED = new URL('../docs/ferry.schema.json', import.meta.url);

test('docs/ferry.schema.json is the schema that is enforced (npx vitest -u writes it)', async () => {
  await expect(`${JSON.stringify(configJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(COMMITTED.pathname);
});

test('every option that editors offer is described or plain, and nothing else is allowed', () => {
  const schema = JSON.parse(readFileSync(COMMITTED, 'utf8'));
  expect(schema.additionalProperties).toBe(false);
  expect(Object.keys(schema.properties)).toEqual(['sources', 'target', 'routes']);
});
