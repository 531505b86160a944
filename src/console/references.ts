/** Where an entity's fields point at other records: read off the schemas, so that a new reference is checked without more code. */
import { z } from 'zod';
import { reference } from '../model/entities/fields.ts';
import { SCHEMAS } from '../model/entities/index.ts';
import { ENTITIES, type Entity } from '../model/entity.ts';
import { isObject, type JsonObject, type JsonValue, type PathStep } from '../model/json.ts';

/** One place in a record that points at another one. */
export interface ReferenceUse {
  readonly path: readonly PathStep[];
  /** External key of the record meant. */
  readonly to: string;
  /** What it may be; several where the field doesn't say. */
  readonly entities: readonly Entity[];
}

interface ReferencePath {
  /** Field names; `*` stands for every item of a list. */
  readonly steps: readonly string[];
  readonly entities: readonly Entity[];
}

/** Which entity a field of that name means. Names not listed may point anywhere. */
const MEANS: Readonly<Record<string, Entity>> = {
  customer: 'customer',
  site: 'site',
  supplier: 'supplier',
  product: 'product',
  service: 'service',
  device: 'device',
  group: 'group',
  groups: 'group',
  contains: 'group',
  policy: 'sla-policy',
  sla: 'sla-policy',
  ticket: 'ticket',
  mergedInto: 'ticket',
  parent: 'article',
  supersedes: 'sla-commitment',
  requester: 'person',
  assignee: 'person',
  author: 'person',
  actor: 'person',
  person: 'person',
  cc: 'person',
  openedBy: 'person',
  owner: 'person',
  heldBy: 'person',
  contacts: 'person',
};

/** A child's own key has the form of a reference but points nowhere. */
const OWN_KEY = 'externalId';

const PATHS = new Map(ENTITIES.map((entity) => [entity, pathsOf(SCHEMAS[entity], [])]));

/** Every reference in the fields given. Values that aren't texts are left to the schema to refuse. */
export function referencesIn(entity: Entity, fields: JsonObject): ReferenceUse[] {
  return (PATHS.get(entity) ?? []).flatMap((path) => uses(fields, path, []));
}

function uses(value: JsonValue | undefined, path: ReferencePath, at: readonly PathStep[]): ReferenceUse[] {
  if (value === null || value === undefined) return [];
  const step = path.steps[at.length];
  if (step === undefined) return typeof value === 'string' ? [{ path: at, to: value, entities: path.entities }] : [];
  if (step === '*') return Array.isArray(value) ? value.flatMap((item, index) => uses(item, path, [...at, index])) : [];
  return isObject(value) ? uses(value[step], path, [...at, step]) : [];
}

function pathsOf(schema: unknown, steps: readonly string[]): ReferencePath[] {
  if (schema === reference) return steps.at(-1) === OWN_KEY ? [] : [{ steps, entities: meant(steps) }];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return pathsOf(schema.unwrap(), steps);
  if (schema instanceof z.ZodArray) return pathsOf(schema.element, [...steps, '*']);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([name, field]) => pathsOf(field, [...steps, name]));
}

function meant(steps: readonly string[]): readonly Entity[] {
  const name = steps.findLast((step) => step !== '*') ?? '';
  const entity = MEANS[name];
  return entity === undefined ? ENTITIES : [entity];
}
