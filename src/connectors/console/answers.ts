/** Shapes of the console's answers: only what Ferry uses is checked, everything else is ignored. */
import { z } from 'zod';
import { isObject, type JsonObject } from '../../model/json.ts';

const fields = z.custom<JsonObject>(isObject);

const itemProblem = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string().optional(),
  retryable: z.boolean(),
  errors: z.array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() })).optional(),
});

const itemResult = z.object({
  externalId: z.string(),
  status: z.enum(['created', 'updated', 'unchanged', 'superseded', 'tombstoned', 'restored', 'failed']),
  id: z.string().optional(),
  etag: z.string().optional(),
  contentHash: z.string().optional(),
  before: z.object({ etag: z.string(), tombstoned: z.boolean(), data: fields }).nullish(),
  problem: itemProblem.optional(),
});

const record = z.object({
  externalId: z.string(),
  id: z.string(),
  etag: z.string(),
  contentHash: z.string(),
  tombstoned: z.boolean(),
  edited: z.boolean(),
  sourceVersions: z.record(z.string(), z.string()).default({}),
  data: fields,
});

export type ItemResult = z.output<typeof itemResult>;

/** `POST /v1/bulk/ENTITY`: one result per item in the order sent, which whoever asks has to check. */
export const bulk = z.object({ results: z.array(itemResult) });
/** `POST /v1/lookup/ENTITY`: the records there are, tombstoned ones too; a key without one is left out. */
export const lookup = z.object({ items: z.array(record) });
/** `GET /v1/entities/ENTITY`: `next` is the cursor that the page after this one is asked for with; null: no more. */
export const page = z.object({ items: z.array(z.object({ externalId: z.string() })), next: z.string().nullable() });
/** `POST /v1/assets`: what is stored, whether by this call or an earlier one. */
export const asset = z.object({ sha256: z.string(), bytes: z.number() });
/** `GET /v1/counts`, by entity; what is tombstoned is counted apart and let pass. */
export const counts = z.record(z.string(), z.object({ live: z.number() }));
/** `GET /v1/digests/ENTITY`: buckets by the first hex digits of sha256(externalId); empty ones are left out. */
export const digests = z.array(z.object({ prefix: z.string(), count: z.number(), digest: z.string() }));
/** `GET /v1/instance`: `instance` is another one after the data of the console was recreated. */
export const instance = z.object({ instance: z.string(), version: z.string(), production: z.boolean() });
/** An OpenAPI document; what Ferry reads of it may be missing, and is then no part of the contract. */
export const document = fields;
