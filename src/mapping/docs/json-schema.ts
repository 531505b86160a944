/** The JSON Schema of mapping files, for editors: made from what the compiler itself checks. */
import { z } from 'zod';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { OPERATIONS } from '../operations/operations.ts';
import { mappingShape, onErrorKey, writtenRule } from '../shape.ts';
import { asJson } from '../source-text.ts';
import { showTarget, type TargetEntity, targetEntities } from '../target/contracts.ts';
import { isSlot, itemFields, slotAt, wordsOf } from '../target/slots.ts';

const RULE = { $ref: '#/$defs/rule' };

/** As committed in docs/mapping.schema.json. Editors complete and warn by it; what is valid the compiler decides. */
export function mappingJsonSchema(): JsonObject {
  const whole = schemaOf(mappingShape);
  return {
    ...whole,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A mapping of Ferry',
    allOf: targetEntities().map(forTarget),
    $defs: { rule: ruleSchema(), ...definitions() },
  };
}

/** What stands in a rule beside operations. */
const SOURCES: Readonly<Record<string, JsonObject>> = {
  const: { description: 'this value; nothing else runs' },
  from: {
    description: 'a path in the record, or several',
    anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }],
  },
  by: { type: 'string', description: 'with ref: may stand for from; with lookup: the column that holds the value' },
  template: { type: 'string', description: 'text with {{ path }} in it; null when any part is null' },
  any: { type: 'array', minItems: 2, items: RULE, description: 'the first of these rules that yields something' },
  when: { type: 'string', description: 'a condition in CEL on the source record; false: the rule yields null' },
  missing: {
    description: 'when the value is empty: null, quarantine, or what stands for it; with ref: when nothing is found',
  },
  onError: { ...schemaOf(onErrorKey), description: 'what happens with what an operation cannot read' },
};

function ruleSchema(): JsonObject {
  const operations = OPERATIONS.flatMap(({ name, about, shape }) =>
    Object.entries(shape)
      .filter(([key]) => !(key in SOURCES))
      .map(([key, type]): [string, JsonObject] => [key, keySchema(key === name ? about : '', type)]),
  );
  const object = {
    type: 'object',
    additionalProperties: false,
    properties: { ...SOURCES, ...Object.fromEntries(operations) },
  };
  return { anyOf: [{ type: 'string', description: 'a path in the record, copied' }, object] };
}

function keySchema(about: string, type: unknown): JsonObject {
  if (!(type instanceof z.ZodType)) throw new TypeError('a key of an operation has no zod type');
  const schema = schemaOf(type);
  // Every switch may be written false, which is as if it weren't there.
  const taken = schema.const === true ? { type: 'boolean' } : schema;
  return about === '' ? taken : { ...taken, description: about };
}

/** Rules for fields that take a fixed set of words. */
function definitions(): JsonObject {
  const found = targetEntities().flatMap(({ fields }) => [fields, ...listsIn(fields).map(({ items }) => items)]);
  const words = found.flatMap((fields) => Object.values(wordFields(fields)));
  return Object.fromEntries(words.map((each) => [nameOf(each), enumRule(each)]));
}

/** The lists of objects among an entity's fields. */
function listsIn(fields: z.ZodObject): readonly { readonly name: string; readonly items: z.ZodObject }[] {
  return Object.keys(fields.shape).flatMap((name) => {
    const slot = slotAt(fields, [name]);
    const items = isSlot(slot) ? itemFields(slot) : null;
    return items === null ? [] : [{ name, items }];
  });
}

/** A rule for such a field: its constants, the results of its map and its default are among the words. */
function enumRule(words: readonly string[]): JsonObject {
  const value: JsonObject = { enum: [...words, null] };
  const properties: JsonObject = {
    const: value,
    map: { type: 'object', additionalProperties: value },
    missing: { enum: [...new Set([...words, 'null', 'quarantine', null])] },
  };
  return { allOf: [RULE, { properties }] };
}

function nameOf(words: readonly string[]): string {
  return `one of ${words.join(', ')}`;
}

/** Fields with a fixed set of words, by dotted name; parts of objects too. */
function wordFields(fields: z.ZodObject, prefix = ''): Readonly<Record<string, readonly string[]>> {
  const found = Object.keys(fields.shape).flatMap((name): [string, readonly string[]][] => {
    const slot = slotAt(fields, [name]);
    if (!isSlot(slot)) return [];
    const words = wordsOf(slot);
    if (words.length > 0 && slot.item === null) return [[`${prefix}${name}`, words]];
    if (!(slot.schema instanceof z.ZodObject)) return [];
    return Object.entries(wordFields(slot.schema, `${prefix}${name}.`));
  });
  return Object.fromEntries(found);
}

/** Which fields and lists a file may name, depending on its `to`. */
function forTarget(target: TargetEntity): JsonObject {
  const { fields } = target;
  return {
    if: { properties: { to: { const: showTarget(target) } }, required: ['to'] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, in a plain object that nothing awaits
    then: { properties: { fields: fieldsSchema(fields), each: eachSchema(fields) } },
  };
}

/** The fields by name; dotted names for parts of them. */
function fieldsSchema(fields: z.ZodObject): JsonObject {
  const words = wordFields(fields);
  const names = Object.keys(fields.shape);
  const rules = names.map((name): [string, JsonObject] => [name, RULE]);
  const special = Object.entries(words).map(([name, of]): [string, JsonObject] => [name, { $ref: refTo(of) }]);
  const dotted = names.map((name) => `^${name}\\.`).join('|');
  return {
    type: 'object',
    properties: Object.fromEntries([...rules, ...special]),
    patternProperties: { [dotted]: RULE },
    additionalProperties: false,
  };
}

function eachSchema(fields: z.ZodObject): JsonObject {
  const lists = listsIn(fields).map(({ name, items }): [string, JsonObject] => {
    const block: JsonObject = { type: 'object', properties: { fields: fieldsSchema(items) } };
    return [name, { anyOf: [block, { type: 'array', items: block }] }];
  });
  return { type: 'object', properties: Object.fromEntries(lists), additionalProperties: false };
}

function refTo(words: readonly string[]): string {
  return `#/$defs/${encodeURIComponent(nameOf(words))}`;
}

/** The JSON Schema of a part of the file. Rules in it point to the one definition of a rule. */
function schemaOf(type: z.ZodType): JsonObject {
  const made = z.toJSONSchema(type, {
    io: 'input',
    unrepresentable: 'any',
    reused: 'inline',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== writtenRule) return;
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key];
      Object.assign(jsonSchema, RULE);
    },
  });
  const json = withoutRecursion(asJson(made));
  return isObject(json) ? json : {};
}

/** Any JSON at all is no schema of its own here, and definitions of parts would be looked for in the whole. */
function withoutRecursion(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutRecursion);
  if (!isObject(value)) return value;
  if (typeof value.$ref === 'string' && value.$ref !== RULE.$ref) return {};
  const kept = Object.entries(value).filter(([name]) => name !== '$defs' && name !== '$schema');
  return Object.fromEntries(kept.map(([name, inner]) => [name, withoutRecursion(inner)]));
}
