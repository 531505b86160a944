/** The shapes that cross the wire, as zod schemas: requests are checked by them, and the OpenAPI document is made of them. */
import { z } from 'zod';
import { assetHash, text } from '../model/entities/fields.ts';
import { SCHEMAS } from '../model/entities/index.ts';
import { ENTITIES } from '../model/entity.ts';
import { isObject, type JsonObject } from '../model/json.ts';

/** What the OpenAPI document knows about schemas beside their shape; those with an `id` become components. */
export const api = z.registry<{ readonly [key: string]: unknown; readonly id?: string | undefined }>();

/** Items of a bulk call and keys of a lookup. */
export const MOST_ITEMS = 1000;

/** A query value is text; what PostgreSQL can't take as a parameter is refused here. */
const plain = () => text(400);
const hex = (max: number) => z.string().regex(new RegExp(`^[0-9a-f]{0,${max}}$`), 'is not lower-case hex');
/** A fresh schema each time: what is registered about it belongs to one parameter. */
const flag = () => z.enum(['true', 'false']).default('false');

/** One of the kinds, in this spelling; anything else is a 400. */
export const entityParam = z.enum(ENTITIES).register(api, { description: 'The kind of record.' });

/** Of routes about a kind of record. */
export const entityPath = z.object({ entity: entityParam });

/** Of routes about one record. The key isn't looked at further here: what is none isn't found. */
export const recordPath = z.object({
  entity: entityParam,
  externalId: plain().min(1).register(api, { description: '`source:entity:id`, percent-encoded.' }),
});

/** Of routes about an import run, by the name the importer gave it. */
export const runPath = z.object({ run: plain().min(1).max(200) });

/** Of routes about a file, by the hash of its content. */
export const assetPath = z.object({ sha256: assetHash });

const runName = () => z.string().min(1).max(200);
/** Loose, like all headers here: what is not named must reach the handler too. */
export const bulkHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .min(8)
    .max(200)
    .register(api, { description: 'Names this call. The same call under the same key is answered from store.' }),
  'import-mode': z.enum(['history', 'live']).register(api, {
    description: 'history: times and authors as given, nobody is notified. live: as if edited here.',
  }),
  'import-run': runName().register(api, { description: 'Kept with every version this call writes.' }),
});

/** How a bulk call is answered, and whether it is all or nothing. */
export const bulkQuery = z.object({
  return: z.enum(['minimal', 'before']).default('before').register(api, { description: 'Leave `before` out, or not.' }),
  atomic: flag().register(api, { description: 'All items or none: when one fails, the others are `skipped`.' }),
});

/** Fields of an entity; checked item by item, so that one bad record doesn't stop the others. */
const fields = z.custom<JsonObject>(isObject, 'is not an object').register(api, {
  id: 'Fields',
  type: 'object',
  additionalProperties: true,
  description: 'Fields of the entity: see its schema.',
});

/** Strict: ids, versions and other things that only the console decides are refused, not ignored. */
export const bulkItem = z
  .strictObject({
    op: z.enum(['upsert', 'create', 'update', 'tombstone', 'restore']).default('upsert'),
    externalId: z.string().max(1000),
    ifMatch: z.string().max(100).optional().register(api, {
      description: 'Etag of the newest version that this run did not write, or `none`: there must be no such version.',
    }),
    sourceVersion: plain()
      .optional()
      .register(api, { description: 'Compared bytewise; older than held is `superseded`.' }),
    system: z
      .string()
      .max(100)
      .regex(/^[a-z0-9][a-z0-9-]*$/)
      .optional()
      .register(api, { description: 'Who says this, when it is not the system named in externalId.' }),
    data: fields.default({}),
  })
  .register(api, { id: 'BulkItem' });

/** At most 1,000 items, in the order in which they are applied. */
export const bulkRequest = z
  .strictObject({ items: z.array(bulkItem).max(MOST_ITEMS) })
  .register(api, { id: 'BulkRequest' });

const fieldError = z
  .object({ pointer: z.string(), code: z.string(), detail: z.string() })
  .register(api, { id: 'FieldError' });
/** The shape of every answer that is not a success, and of an item's problem. */
export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    retryable: z.boolean(),
    errors: z.array(fieldError).optional(),
  })
  .register(api, { id: 'Problem', description: 'RFC 9457. `retryable`: the same request may succeed later.' });

const beforeImage = z
  .object({ etag: z.string(), tombstoned: z.boolean(), data: fields })
  .register(api, { id: 'BeforeImage' });
/** One per item, in the order sent. */
export const itemResult = z
  .object({
    index: z.int(),
    externalId: z.string(),
    status: z.enum(['created', 'updated', 'unchanged', 'superseded', 'tombstoned', 'restored', 'failed', 'skipped']),
    id: z.string().optional(),
    etag: z.string().optional(),
    contentHash: z.string().optional().register(api, { description: 'Over the fields sent, as they are now held.' }),
    before: beforeImage.nullish().register(api, { description: 'Newest version that this run did not write.' }),
    problem: problemSchema.optional(),
  })
  .register(api, { id: 'ItemResult' });

/** One result an item, in the order sent; `counts` by status. */
export const bulkResult = z
  .object({ counts: z.record(z.string(), z.int()), results: z.array(itemResult) })
  .register(api, { id: 'BulkResult' });

/** A record as every reading route shows it. */
export const record = z
  .object({
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
    run: z
      .string()
      .nullable()
      .register(api, { description: 'The run that wrote the current version; null: a person.' }),
    updatedAt: z.string(),
    data: fields,
  })
  .register(api, { id: 'Record' });

/** One page of a list; `next` null: the last one. */
export const page = z.object({ items: z.array(record), next: z.string().nullable() }).register(api, { id: 'Page' });

/** One version as it was written, with who wrote it; `run` null: a person or a live client. */
export const version = z
  .object({
    number: z.int(),
    etag: z.string(),
    run: z.string().nullable(),
    mode: z.string(),
    actor: z.string(),
    op: z.string(),
    at: z.string(),
    tombstoned: z.boolean(),
    contentHash: z.string(),
    data: fields,
  })
  .register(api, { id: 'Version' });

/** Filters add up; all are parameters of one prepared statement, none becomes SQL. */
export const listQuery = z.object({
  cursor: z
    .string()
    .max(2000)
    .regex(/^[A-Za-z0-9_-]*$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
  run: plain().optional().register(api, { description: 'Only records of which this run wrote a version.' }),
  keyPrefix: hex(64).optional().register(api, { description: 'Start of sha256(externalId) in hex.' }),
  system: plain().optional(),
  edited: flag(),
  tombstoned: flag().register(api, { description: 'Tombstoned records as well.' }),
  q: plain().optional().register(api, { description: 'A text that the record contains, in any case.' }),
  updatedSince: z.iso.datetime().optional(),
});

/** At most 1,000 keys; those that exist are answered, in no promised order. */
export const lookupRequest = z
  .strictObject({
    externalIds: z.array(text(1000)).max(MOST_ITEMS),
  })
  .register(api, { id: 'LookupRequest' });

/** If-Match with or without quotes; absent: whatever is held. */
export const editHeaders = z.looseObject({
  'if-match': z.string().max(100).optional(),
  'edited-by': z.string().max(500).optional().register(api, { description: 'Who edits, percent-encoded UTF-8.' }),
});

/** Nobody deletes what they haven't seen. */
export const deleteHeaders = editHeaders.extend({ 'if-match': z.string().max(100) });

/** Fields that aren't in it stay as they are; null clears one. */
export const editBody = z.custom<JsonObject>(isObject, 'is not an object').register(api, {
  id: 'Edit',
  type: 'object',
  additionalProperties: true,
  description: 'Fields of the entity to change.',
});

/** The digest is held against the content as it comes; what differs isn't kept. One already there isn't read. */
export const assetHeaders = z.looseObject({
  'content-digest': z
    .string()
    .max(1000)
    .regex(/(^|[\s,])sha-256=:[A-Za-z0-9+/]{43}=:/, 'needs sha-256=:base64:')
    .register(api, { description: 'RFC 9530; sha-256 is required and verified.' }),
  'import-run': runName().optional(),
});

/** A file as it is kept; name and media type are those of its first upload. */
export const asset = z
  .object({ sha256: z.string(), name: z.string(), mediaType: z.string(), bytes: z.int() })
  .register(api, { id: 'Asset' });

/** What the file is called and is. Neither decides where it is kept. */
export const assetQuery = z.object({
  name: plain().default('file'),
  mediaType: z
    .string()
    .max(200)
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .default('application/octet-stream'),
});

/** Narrows to what one run wrote, or to one system's records. */
export const scopeQuery = z.object({ run: plain().optional(), system: plain().optional() });

/** Every kind of record is in it. */
export const counts = z
  .record(z.enum(ENTITIES), z.object({ live: z.int(), tombstoned: z.int() }))
  .register(api, { id: 'Counts' });
/** `depth` counts all digits of a bucket, those of the prefix included. */
export const digestQuery = z.object({
  prefix: hex(8).default(''),
  depth: z.coerce.number().int().min(0).max(8).default(2),
  system: plain().optional(),
  basis: z.enum(['imported', 'current']).default('current'),
});

/** One bucket: how many live records, and a hash that differs when any of them does. Empty buckets are left out. */
export const digest = z
  .object({ prefix: z.string(), count: z.int(), digest: z.string() })
  .register(api, { id: 'Digest' });

/** While frozen, only the run allowed may write. */
export const freezeRequest = z
  .strictObject({
    frozen: z.boolean(),
    allowRun: plain().nullish(),
    reason: plain().nullish(),
  })
  .register(api, { id: 'FreezeRequest' });

/** Whether writes are shut out, people's as well; `at` and `actor`: of the last switch, null before the first. */
export const freeze = z
  .object({
    frozen: z.boolean(),
    allowRun: z.string().nullable(),
    reason: z.string().nullable(),
    at: z.string().nullable(),
    actor: z.string().nullable(),
  })
  .register(api, { id: 'Freeze' });

/** Which data this is: the UUID stays with the database, through restores and moves. */
export const instance = z
  .object({ instance: z.string(), name: z.string(), version: z.string(), production: z.boolean() })
  .register(api, { id: 'Instance' });

/** Whether the run may still write; null: it may. */
export const runState = z
  .object({ run: z.string(), closedAt: z.string().nullable() })
  .register(api, { id: 'RunState' });

/** The newest first; `before` is an id from the page before. */
export const outboxQuery = z.object({
  before: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** What somebody would have been told of, had the console told anybody. */
export const notice = z
  .object({
    id: z.string(),
    at: z.string(),
    entity: z.string(),
    externalId: z.string(),
    event: z.string(),
    actor: z.string(),
    mode: z.string(),
    internal: z.boolean(),
  })
  .register(api, { id: 'Notice' });

for (const [name, schema] of Object.entries(SCHEMAS)) api.add(schema, { id: componentName(name) });

/** Names of the components that say what `data` of each entity may hold. */
export const ENTITY_COMPONENTS = ENTITIES.map(componentName);

function componentName(entity: string): string {
  return entity.replace(/(^|-)([a-z])/g, (_, __, letter: string) => letter.toUpperCase());
}
