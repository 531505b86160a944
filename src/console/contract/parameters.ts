/** Parts of requests that several routes share: what an address names, and texts in queries and headers. */
import { z } from 'zod';
import { assetHash, text } from '../../model/entities/fields.ts';
import { ENTITIES } from '../../model/entity.ts';
import { api } from './registry.ts';

// These are functions, since what is registered about a schema belongs to one parameter alone.

/** Text that PostgreSQL can take as a parameter; anything else is a 400. */
export function queryText() {
  return text(400);
}

/** At most `max` lower-case hex digits. */
export function hexDigits(max: number) {
  return z.string().regex(new RegExp(`^[0-9a-f]{0,${max}}$`), 'is not lower-case hex');
}

/** `true` or `false`, which is also the default. */
export function flag() {
  return z.enum(['true', 'false']).default('false');
}

/** The name that an importer gave its run. */
export function runName() {
  return z.string().min(1).max(200);
}

/** One of the kinds, in this spelling; anything else is a 400. */
const entityParam = z.enum(ENTITIES).register(api, { description: 'The kind of record.' });

/** Of routes about a kind of record. */
export const entityPath = z.object({ entity: entityParam });

/** Of routes about one record. The key isn't looked at further here: what is none isn't found. */
export const recordPath = z.object({
  entity: entityParam,
  externalId: queryText().min(1).register(api, { description: '`source:entity:id`, percent-encoded.' }),
});

/** Of routes about an import run, by the name the importer gave it. */
export const runPath = z.object({ run: queryText().min(1).max(200) });

/** Of routes about a file, by the hash of its content. */
export const assetPath = z.object({ sha256: assetHash });
