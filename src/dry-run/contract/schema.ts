/** JSON Schemas as contracts are compared by: no references, and null said in one way. Pure. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';

/** All that JSON has; what a schema without `type` takes. */
const TYPES = ['string', 'number', 'integer', 'boolean', 'null', 'array', 'object'];

/** The members of a list; empty for anything else. */
export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

/** The value, or an object without members for what is none: contracts of others are read without trust. Pure. */
export function objectOf(value: JsonValue | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** `{ anyOf: [X, null] }` as X that takes null too, at every depth: what breaks it is then said of X alone. */
export function plainSchema(schema: JsonObject): JsonObject {
  const members = Object.entries(schema).map(([name, member]): [string, JsonValue] => [
    name,
    plainMember(name, member),
  ]);
  const plain = Object.fromEntries(members);
  const choices = listOf(plain.anyOf).map(objectOf);
  const [only, ...others] = choices.filter(({ type }) => type !== 'null');
  if (only === undefined || others.length > 0 || choices.length !== 2) return plain;
  const { anyOf: _, ...rest } = plain;
  return { ...rest, ...withNull(only) };
}

/** Names under `properties` are no keywords. */
function plainMember(name: string, member: JsonValue): JsonValue {
  if (name === 'enum' || name === 'const' || name === 'required') return member;
  if (Array.isArray(member)) return member.map((each) => (isObject(each) ? plainSchema(each) : each));
  if (!isObject(member)) return member;
  if (name !== 'properties') return plainSchema(member);
  return Object.fromEntries(
    Object.entries(member).map(([field, inner]) => [field, isObject(inner) ? plainSchema(inner) : inner]),
  );
}

function withNull(schema: JsonObject): JsonObject {
  const type = schema.type === undefined ? undefined : [...new Set([...[schema.type].flat(), 'null'])];
  return {
    ...schema,
    ...(type !== undefined && { type }),
    ...(schema.enum !== undefined && { enum: [...listOf(schema.enum), null] }),
  };
}

/** What a schema takes: `number` stands for integers too. */
export function typesOf(schema: JsonObject): ReadonlySet<string> {
  const choices = [...listOf(schema.anyOf), ...listOf(schema.oneOf)].map(objectOf);
  if (schema.type === undefined && choices.length > 0) return new Set(choices.flatMap((one) => [...typesOf(one)]));
  const own = schema.type === undefined ? TYPES : [schema.type].flat().map(String);
  return new Set(own.includes('number') ? [...own, 'integer'] : own);
}

/** The schema of a member of an object; undefined when it may not have one of that name. */
export function memberOf(schema: JsonObject, name: string): JsonObject | undefined {
  const named = objectOf(schema.properties);
  if (Object.hasOwn(named, name)) return objectOf(named[name]);
  if (schema.additionalProperties === false || !typesOf(schema).has('object')) return undefined;
  return objectOf(schema.additionalProperties);
}
