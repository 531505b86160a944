/** Every entity with its schema and its description. Adding one: its schema here, its place in `entity.ts`. */
import type { z } from 'zod';
import { byEntity, type Entity } from '../entity.ts';
import { descriptionOf, type EntityDescription } from './definition.ts';
import { device, entitlement, product, service } from './offer.ts';
import { customer, group, person, site, supplier } from './party.ts';
import { slaCommitment, slaPolicy } from './promise.ts';
import { article, ticket } from './work.ts';

/**
 * What the console can hold, in the order in which people look for it. Unknown fields are refused; everything but what
 * identifies the record to people is optional, and null clears. For a partial update use `.partial()`: only the fields
 * sent are checked.
 */
export const SCHEMAS: Readonly<Record<Entity, z.ZodObject>> = {
  ticket,
  article,
  customer,
  site,
  service,
  device,
  'sla-commitment': slaCommitment,
  'sla-policy': slaPolicy,
  entitlement,
  product,
  supplier,
  person,
  group,
};

/** How records of each entity are listed and shown. */
export const DESCRIPTIONS: Readonly<Record<Entity, EntityDescription>> = byEntity((entity) =>
  descriptionOf(SCHEMAS[entity]),
);
