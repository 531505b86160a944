/** A quick yes to a record that keeps the contract: zod says why not, and costs twenty times as much where nothing is wrong. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import type { JsonObject } from '../../model/json.ts';

/** Lengths are zod's: UTF-16 units. Formats stand as patterns beside their names, which alone would check nothing. */
const ajv = new Ajv2020({ strict: false, unicode: false, validateFormats: false, logger: false });

const compiled = new WeakMap<z.ZodObject, ValidateFunction>();

/**
 * True only for what the schema accepts; false says nothing: ask the schema. The fields hold no NUL, no half character and
 * no number that JSON lacks: what JSON Schema has no words for is not looked at here.
 */
export function surelyAccepts(schema: z.ZodObject, fields: JsonObject): boolean {
  const known = compiled.get(schema);
  if (known !== undefined) return known(fields);
  // Not before the first record: most mappings are compiled to be looked at.
  const validate = ajv.compile(z.toJSONSchema(schema, { io: 'input' }));
  compiled.set(schema, validate);
  return validate(fields);
}
