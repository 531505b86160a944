/** Files: sent and kept under the hash of their content. */
import { z } from 'zod';
import { queryText, runName } from './parameters.ts';
import { api } from './registry.ts';

/** The digest is held against the content as it comes; what differs isn't kept. One already there isn't read. */
export const assetHeaders = z.looseObject({
  'content-digest': z
    .string()
    .max(1000)
    .regex(/(^|[\s,])sha-256=:[A-Za-z0-9+/]{43}=:/, 'needs sha-256=:base64:')
    .register(api, { description: 'RFC 9530; sha-256 is required and verified.' }),
  'import-run': runName().optional(),
});

/** What the file is called and is. Neither decides where it is kept. */
export const assetQuery = z.object({
  name: queryText().default('file'),
  mediaType: z
    .string()
    .max(200)
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .default('application/octet-stream'),
});

/** A file as it is kept; name and media type are those of its first upload. */
export const asset = z.object({ sha256: z.string(), name: z.string(), mediaType: z.string(), bytes: z.int() });
