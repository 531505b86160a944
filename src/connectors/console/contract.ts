/** Reads what a console takes of each entity off its OpenAPI document. */
import { ENTITIES, type Entity } from '../../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';

const REFERENCE = '#/components/schemas/';

/**
 * JSON Schemas (2020-12) with all references inlined; where a component contains itself, the inner one allows anything. An
 * entity that the document has no component for is left out.
 */
export function entitySchemas(document: JsonObject): Readonly<Partial<Record<Entity, JsonObject>>> {
  const schemas = childOf(childOf(document, 'components'), 'schemas');
  return Object.fromEntries(
    ENTITIES.flatMap((entity) => {
      const schema = schemas[componentName(entity)];
      return isObject(schema) ? [[entity, inline(schemas, schema, [])]] : [];
    }),
  );
}

/** `SlaPolicy` for `sla-policy`. */
function componentName(entity: Entity): string {
  return entity.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}

function childOf(value: JsonObject, name: string): JsonObject {
  const child = value[name];
  return isObject(child) ? child : {};
}

/** `within`: names of the components that are being inlined. */
function inline(schemas: JsonObject, value: JsonObject, within: readonly string[]): JsonObject {
  const { $ref, ...rest } = value;
  if (typeof $ref !== 'string') return inlineMembers(schemas, value, within);
  const name = $ref.startsWith(REFERENCE) ? $ref.slice(REFERENCE.length) : '';
  const meant = schemas[name];
  if (!isObject(meant) || within.includes(name)) return {};
  return { ...inline(schemas, meant, [...within, name]), ...inlineMembers(schemas, rest, within) };
}

function inlineMembers(schemas: JsonObject, value: JsonObject, within: readonly string[]): JsonObject {
  const inlined = (member: JsonValue): JsonValue => {
    if (Array.isArray(member)) return member.map(inlined);
    return isObject(member) ? inline(schemas, member, within) : member;
  };
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inlined(member)]));
}
