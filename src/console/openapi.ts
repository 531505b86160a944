/** The OpenAPI document in a form that other tools accept: one component per schema, no reference that leads nowhere. */
import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod';
import { isObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { App } from './context.ts';
import { ENTITY_COMPONENTS, nameComponents } from './contract/components.ts';
import { api } from './contract/registry.ts';
import { VERSION } from './version.ts';

const REFERENCE = '#/components/schemas/';
/** What the generator calls the schema of free-form values, once for each use and by a reference that leads nowhere. */
const SHARED = /^#\/components\/schemas\/__shared#.*/;
const ANY_JSON: JsonObject = {
  description: 'Any JSON value.',
  type: ['string', 'number', 'boolean', 'null', 'array', 'object'],
};

/** Serves the document at /docs/json and Swagger UI, from this machine, at /docs. To be called before routes are added. */
export async function describeApi(app: App): Promise<void> {
  nameComponents();
  const transformObject = createJsonSchemaTransformObject({ schemaRegistry: api });
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Ferry reference console',
        version: VERSION,
        description:
          'Idempotent imports by external id, with before-images, digests and a freeze. See docs/console-api.md.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      security: [{ bearer: [] }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    },
    transform: createJsonSchemaTransform({ schemaRegistry: api }),
    transformObject: (document) => tidy(JSON.parse(JSON.stringify(transformObject(document)))),
  });
  await app.register(swaggerUi, { routePrefix: '/docs', staticCSP: true });
}

/** Keeps the components that something refers to, one of each pair that says the same, and the entities' own schemas. */
export function tidy(document: JsonObject): JsonObject {
  const components = childOf(document, 'components');
  const schemas = childOf(components, 'schemas');
  const rename = (name: string) => (sameAsOutput(schemas, name) ? name.replace(/Input$/, '') : name);
  const renamed = mapReferences({ ...schemas, JsonValue: ANY_JSON }, rename);
  const paths = mapReferences(childOf(document, 'paths'), rename);
  const kept = reachable(renamed, [...referencesOf(paths), ...ENTITY_COMPONENTS]);
  return {
    ...document,
    paths,
    components: {
      ...components,
      schemas: Object.fromEntries(Object.entries(renamed).filter(([name]) => kept.has(name))),
    },
  };
}

/** Requests and answers get a component each; most of them are the same. */
function sameAsOutput(schemas: JsonObject, name: string): boolean {
  const output = schemas[name.replace(/Input$/, '')];
  const plain = (value: JsonValue | undefined) => JSON.stringify(value)?.replace(/(schemas\/\w+?)Input"/g, '$1"');
  return name.endsWith('Input') && output !== undefined && plain(schemas[name]) === plain(output);
}

function mapReferences(value: JsonObject, rename: (name: string) => string): JsonObject {
  const text = JSON.stringify(value, (key, member: JsonValue) => {
    if (key !== '$ref' || typeof member !== 'string') return member;
    if (SHARED.test(member)) return `${REFERENCE}JsonValue`;
    return `${REFERENCE}${rename(member.slice(REFERENCE.length))}`;
  });
  const parsed: JsonValue = JSON.parse(text);
  return isObject(parsed) ? parsed : {};
}

function reachable(schemas: JsonObject, from: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const waiting = [...from];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    waiting.push(...referencesOf(schemas[name] ?? null));
  }
  return seen;
}

function referencesOf(value: JsonValue): string[] {
  return [...JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name ?? '');
}

function childOf(value: JsonObject, name: string): JsonObject {
  const child = value[name];
  return isObject(child) ? child : {};
}
