/** The console's contract: one strict schema per entity. Adding an entity: its schema here, its place in `entity.ts`. */
import type { z } from 'zod';
import type { Entity } from '../entity.ts';
import { device, entitlement, product, service } from './offer.ts';
import { customer, group, person, site, supplier } from './party.ts';
import { slaCommitment, slaPolicy } from './promise.ts';
import { article, ticket } from './work.ts';

/**
 * Unknown fields are refused; everything but what identifies the record to people is optional, and null clears.
 * For a partial update use `.partial()`: only the fields sent are checked.
 */
export const SCHEMAS: Readonly<Record<Entity, z.ZodObject>> = {
  group,
  customer,
  supplier,
  product,
  site,
  person,
  'sla-policy': slaPolicy,
  service,
  device,
  article,
  ticket,
  entitlement,
  'sla-commitment': slaCommitment,
};
