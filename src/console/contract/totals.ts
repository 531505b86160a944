/** What both sides of a migration are compared by: counts and digests. */
import { z } from 'zod';
import { ENTITIES } from '../../model/entity.ts';
import { hexDigits, queryText } from './parameters.ts';

/** Narrows to what one run wrote, or to one system's records. */
export const scopeQuery = z.object({ run: queryText().optional(), system: queryText().optional() });

/** Every kind of record is in it. */
export const counts = z.record(z.enum(ENTITIES), z.object({ live: z.int(), tombstoned: z.int() }));

/** `depth` counts all digits of a bucket, those of the prefix included. */
export const digestQuery = z.object({
  prefix: hexDigits(8).default(''),
  depth: z.coerce.number().int().min(0).max(8).default(2),
  system: queryText().optional(),
  basis: z.enum(['imported', 'current']).default('current'),
});

/** One bucket: how many live records, and a hash that differs when any of them does. Empty buckets are left out. */
export const digest = z.object({ prefix: z.string(), count: z.int(), digest: z.string() });
