/** What the console answers, parsed at the edge: only what Ferry uses, everything else is let pass. */
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

export const bulk = z.object({ results: z.array(itemResult) });
export const lookup = z.object({ items: z.array(record) });
export const page = z.object({ items: z.array(z.object({ externalId: z.string() })), next: z.string().nullable() });
export const asset = z.object({ sha256: z.string(), bytes: z.number() });
export const counts = z.record(z.string(), z.object({ live: z.number() }));
export const digests = z.array(z.object({ prefix: z.string(), count: z.number(), digest: z.string() }));
export const instance = z.object({ instance: z.string(), version: z.string(), production: z.boolean() });
/** An OpenAPI document; what Ferry reads of it may be missing, and is then no part of the contract. */
export const document = fields;
