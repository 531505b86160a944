/** How imports write: up to 1,000 items a call, and one result an item. */
import { z } from 'zod';
import { flag, queryText, runName } from './parameters.ts';
import { problemSchema } from './problems.ts';
import { MOST_ITEMS, recordFields } from './records.ts';
import { api } from './registry.ts';

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

/** Strict: ids, versions and other things that only the console decides are refused, not ignored. */
export const bulkItem = z.strictObject({
  op: z.enum(['upsert', 'create', 'update', 'tombstone', 'restore']).default('upsert'),
  externalId: z.string().max(1000),
  ifMatch: z.string().max(100).optional().register(api, {
    description: 'Etag of the newest version that this run did not write, or `none`: there must be no such version.',
  }),
  sourceVersion: queryText()
    .optional()
    .register(api, { description: 'Compared bytewise; older than held is `superseded`.' }),
  system: z
    .string()
    .max(100)
    .regex(/^[a-z0-9][a-z0-9-]*$/)
    .optional()
    .register(api, { description: 'Who says this, when it is not the system named in externalId.' }),
  data: recordFields.default({}),
});

/** At most 1,000 items, in the order in which they are applied. */
export const bulkRequest = z.strictObject({ items: z.array(bulkItem).max(MOST_ITEMS) });

/** What a record held before the run. */
export const beforeImage = z.object({ etag: z.string(), tombstoned: z.boolean(), data: recordFields });

/** One per item, in the order sent. */
export const itemResult = z.object({
  index: z.int(),
  externalId: z.string(),
  status: z.enum(['created', 'updated', 'unchanged', 'superseded', 'tombstoned', 'restored', 'failed', 'skipped']),
  id: z.string().optional(),
  etag: z.string().optional(),
  contentHash: z.string().optional().register(api, { description: 'Over the fields sent, as they are now held.' }),
  before: beforeImage.nullish().register(api, { description: 'Newest version that this run did not write.' }),
  problem: problemSchema.optional(),
});

/** One result an item, in the order sent; `counts` by status. */
export const bulkResult = z.object({ counts: z.record(z.string(), z.int()), results: z.array(itemResult) });
