/** What a contract refuses is said in words that need no knowledge of schemas. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, test } from 'vitest';
import { remedyOf, sentenceOf } from '../../messages/sentence.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { refusalOf } from './refusal.ts';

const ajv = new Ajv2020({ strict: false, allErrors: true });

function told(schema: JsonObject, value: JsonValue): string {
  const check = ajv.compile(schema);
  check(value);
  const [error] = check.errors ?? [];
  if (error === undefined) throw new Error('the schema takes the value');
  const found = refusalOf(error, 'title');
  expect(remedyOf(found)).not.toBeNull();
  return `${found.code}: ${sentenceOf('problem', found)}`;
}

test.each<[JsonObject, JsonValue, string]>([
  [{ type: ['string', 'null'] }, 1, 'contract: must be a text'],
  [{ type: ['array', 'boolean'] }, 1, 'contract: must be a list or true or false'],
  [{ minLength: 1 }, '', 'contract: must not be empty'],
  [{ minItems: 3 }, [], 'contract: must have at least 3 items'],
  [{ maxLength: 2 }, 'abc', 'too-long: has more than the 2 characters that the console takes'],
  [{ maxItems: 1 }, [1, 2], 'too-long: has more than the 1 items that the console takes'],
  [{ maximum: 9 }, 10, 'too-long: must be at most 9'],
  [{ minimum: 1 }, 0, 'contract: must be at least 1'],
  [{ exclusiveMaximum: 1 }, 1, 'contract: must be less than 1'],
  [{ uniqueItems: true }, [1, 1], 'contract: must not hold the same entry twice'],
  [{ enum: ['a', null] }, 'b', 'contract: must be one of a'],
  [{ const: 'a' }, 'b', 'contract: must be one of a'],
  [{ multipleOf: 1 }, 0.5, 'contract: has a form that the console does not take'],
  [{ not: {} }, 1, 'contract: has a form that the console does not take'],
  [{ additionalProperties: false }, { mood: 1 }, 'unknown-field: is not a field of this entity'],
])('%j', (schema, value, sentence) => {
  expect(told(schema, value)).toBe(sentence);
});
