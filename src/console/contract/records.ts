/** Records as they are listed, looked up and shown, and the versions kept of them. */
import { z } from 'zod';
import { text } from '../../model/entities/fields.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { flag, hexDigits, queryText } from './parameters.ts';
import { api } from './registry.ts';

/** Items of a bulk call and keys of a lookup. */
export const MOST_ITEMS = 1000;

/** Fields of an entity; checked item by item, so that one bad record doesn't stop the others. */
export const recordFields = z.custom<JsonObject>(isObject, 'is not an object').register(api, {
  type: 'object',
  additionalProperties: true,
  description: 'Fields of the entity: see its schema.',
});

/** A record as every route that reads shows it. */
export const record = z.object({
  externalId: z.string(),
  id: z.string(),
  etag: z.string(),
  contentHash: z.string(),
  importedHash: z.string(),
  tombstoned: z.boolean(),
  edited: z.boolean().register(api, { description: 'Holds something else than imports alone put there.' }),
  sourceVersions: z
    .record(z.string(), z.string())
    .register(api, { description: 'By system, the newest `sourceVersion` it sent; an older one is superseded.' }),
  run: z.string().nullable().register(api, { description: 'The run that wrote the current version; null: a person.' }),
  updatedAt: z.string(),
  data: recordFields,
});

/** One page of a list; `next` null: the last one. */
export const page = z.object({ items: z.array(record), next: z.string().nullable() });

/** One version as it was written, with who wrote it; `run` null: a person or a live client. */
export const version = z.object({
  number: z.int(),
  etag: z.string(),
  run: z.string().nullable(),
  mode: z.string(),
  actor: z.string(),
  op: z.string(),
  at: z.string(),
  tombstoned: z.boolean(),
  contentHash: z.string(),
  data: recordFields,
});

/** Filters add up; all are parameters of one prepared statement, none becomes SQL. */
export const listQuery = z.object({
  cursor: z
    .string()
    .max(2000)
    .regex(/^[A-Za-z0-9_-]*$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  run: queryText().optional().register(api, { description: 'Only records of which this run wrote a version.' }),
  keyPrefix: hexDigits(64).optional().register(api, { description: 'Start of sha256(externalId) in hex.' }),
  system: queryText().optional(),
  edited: flag(),
  tombstoned: flag().register(api, { description: 'Tombstoned records as well.' }),
  q: queryText().optional().register(api, { description: 'A text that the record contains, in any case.' }),
  updatedSince: z.iso.datetime().optional(),
});

/** At most 1,000 keys; those that exist are answered, in no promised order. */
export const lookupRequest = z.strictObject({
  externalIds: z.array(text(1000)).max(MOST_ITEMS),
});
