/** Which schemas are components of the OpenAPI document, under which names and in which order. */
import type { z } from 'zod';
import { SCHEMAS } from '../../model/entities/index.ts';
import { ENTITIES } from '../../model/entity.ts';
import { asset } from './assets.ts';
import { beforeImage, bulkItem, bulkRequest, bulkResult, itemResult } from './bulk.ts';
import { freeze, freezeRequest, instance, runState } from './control.ts';
import { editBody } from './edits.ts';
import { notice } from './outbox.ts';
import { fieldError, problemSchema } from './problems.ts';
import { lookupRequest, page, record, recordFields, version } from './records.ts';
import { api } from './registry.ts';
import { counts, digest } from './totals.ts';

const COMPONENTS: Readonly<Record<string, z.ZodType>> = {
  Fields: recordFields,
  BulkItem: bulkItem,
  BulkRequest: bulkRequest,
  FieldError: fieldError,
  Problem: problemSchema,
  BeforeImage: beforeImage,
  ItemResult: itemResult,
  BulkResult: bulkResult,
  Record: record,
  Page: page,
  Version: version,
  LookupRequest: lookupRequest,
  Edit: editBody,
  Asset: asset,
  Counts: counts,
  Digest: digest,
  FreezeRequest: freezeRequest,
  Freeze: freeze,
  Instance: instance,
  RunState: runState,
  Notice: notice,
  ...Object.fromEntries(ENTITIES.map((entity) => [componentName(entity), SCHEMAS[entity]])),
};

/** Names of the components that say what `data` of each entity may hold. */
export const ENTITY_COMPONENTS = ENTITIES.map(componentName);

/** Gives the schemas their names. To be called before the document is made; repeats safely. */
export function nameComponents(): void {
  for (const [id, schema] of Object.entries(COMPONENTS)) api.add(schema, { ...api.get(schema), id });
}

/** `SlaPolicy` for `sla-policy`. */
function componentName(entity: string): string {
  return entity.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
