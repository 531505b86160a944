/** The quick check accepts nothing that a target's schema refuses, and what shipped mappings make of their examples. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SCHEMAS } from '../../model/entities/index.ts';
import { ENTITIES, type Entity } from '../../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { readMappingDir } from '../../project/mapping-directory.ts';
import type { MappingFile } from '../../project/mapping-file.ts';
import { asJson } from '../source-text.ts';
import { surelyAccepts } from './accepts.ts';
import { brokenContract } from './contract.ts';

const dirs = readdirSync('mappings').map((name) => ({ dir: path.resolve('mappings', name), shown: name }));
const files = (await Promise.all(dirs.map(readMappingDir))).flatMap(({ used }) => used);
const made = files.flatMap(recordsOf).filter(({ entity, fields }) => SCHEMAS[entity].safeParse(fields).success);

/** What the examples of the shipped mappings come to. */
function recordsOf({ mapping }: MappingFile): { readonly entity: Entity; readonly fields: JsonObject }[] {
  return mapping.examples.flatMap(({ given }) => {
    const data = asJson(given);
    const { fields } = mapping.trace({ key: 'k', data: isObject(data) ? data : {} }, 'system');
    return Object.keys(fields).length === 0 ? [] : [{ entity: mapping.to, fields }];
  });
}

/** Texts at the edges of what lengths, patterns and enumerations take, and anything else JSON has. */
const odd: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue[]>(null, true, 0, -1, 1.5, 2 ** 53, 1e300, '', ' ', 'open', 'OPEN', [], {}, [null], {
    a: 1,
  }),
  fc.constantFrom(
    '2026-02-29T00:00:00Z',
    '2024-02-29T00:00:00Z',
    '2024-02-29',
    '2026-01-01T00:00:00+08:00',
    'HTTPS://x',
  ),
  fc.constantFrom('itsm:ticket:1', 'itsm:ticket:', 'Itsm:ticket:1', `a:b:${'x'.repeat(396)}`, `a:b:${'x'.repeat(397)}`),
  fc.constantFrom(...[500, 501, 2000, 2001].flatMap((length) => ['x'.repeat(length), '😀'.repeat(length / 2)])),
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.jsonValue({ maxDepth: 3 }).map((value) => asJson(value)),
);

/** The record with something else at one place in it. */
function spoiled(value: JsonValue, steps: readonly number[], put: JsonValue): JsonValue {
  const [step, ...rest] = steps;
  if (step === undefined) return put;
  if (Array.isArray(value)) {
    const at = step % (value.length + 1);
    return [...value.slice(0, at), spoiled(value[at] ?? null, rest, put), ...value.slice(at + 1)];
  }
  if (!isObject(value)) return put;
  const names = [...Object.keys(value), 'unheard'];
  const name = names[step % names.length] ?? '';
  return { ...value, [name]: spoiled(value[name] ?? null, rest, put) };
}

describe('the quick check', () => {
  test('accepts every record that a shipped mapping makes in its examples', () => {
    expect(made.length).toBeGreaterThan(30);
    expect(made.filter(({ entity, fields }) => !surelyAccepts(SCHEMAS[entity], fields))).toEqual([]);
  });

  test('with what is checked before it accepts nothing that the schema refuses, whatever is wrong and wherever', () => {
    const steps = fc.array(fc.nat(40), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.nat(made.length - 1), steps, odd, (which, way, put) => {
        const { entity = 'ticket', fields = {} } = made[which] ?? {};
        const record = spoiled(fields, way, put);
        if (!isObject(record) || brokenContract(SCHEMAS[entity], record).length > 0) return;
        expect(SCHEMAS[entity].safeParse(record).error).toBeUndefined();
      }),
      // NUL where only the schema's own pattern refuses it: found by a seed.
      { numRuns: 3_000, examples: [[0, [0], '\0']] },
    );
  });

  test('refuses an unknown field of every entity', () => {
    for (const entity of ENTITIES) expect(surelyAccepts(SCHEMAS[entity], { unknown: 1 })).toBe(false);
  });
});
