/** What is sold and delivered: products, services, entitlements, devices. */
import { z } from 'zod';
import { amount, custom, day, instant, line, link, prose, reference } from './fields.ts';

/** What is delivered to a customer, as services are told apart for SLA and lookup. */
export const SERVICE_KINDS = [
  'leased-line',
  'sd-wan',
  'agency-broadband',
  'device-lease',
  'device-with-service',
  'integration',
  'maintenance',
  'private-network',
  'acceleration-pack',
] as const;

/** Something sold, whoever has it. `boundary` says what its service covers and what it doesn't. */
export const product = z.strictObject({
  name: line.min(1),
  family: line.nullish(),
  boundary: z.strictObject({ included: z.array(prose).nullish(), excluded: z.array(prose).nullish() }).nullish(),
  standardSla: line.nullish(),
  lifecycle: z.strictObject({ stage: line, since: day.nullish() }).nullish(),
});

/** One delivery to one customer at one site, lease or service, with its supplier behind it. */
export const service = z.strictObject({
  customer: reference.nullish(),
  site: reference.nullish(),
  supplier: reference.nullish(),
  product: reference.nullish(),
  kind: z.enum(SERVICE_KINDS),
  boundary: z.enum(['standard', 'creep', 'value-added', 'unknown']).nullish(),
  boundaryEvidence: prose.nullish(),
  startsOn: day.nullish(),
  endsOn: day.nullish(),
  monthlyFee: amount.nullish(),
});

/** What a customer has paid for in advance, in `quantity`, and what of it was used by which ticket. */
export const entitlement = z.strictObject({
  customer: reference.nullish(),
  product: reference.nullish(),
  quantity: amount.nullish(),
  validFrom: day.nullish(),
  validTo: day.nullish(),
  uses: z.array(z.strictObject({ at: instant, ticket: reference.nullish() })).nullish(),
});

/** A thing that stands somewhere: leased out, sold, or a customer's own. */
export const device = z.strictObject({
  name: line.nullish(),
  description: prose.nullish(),
  status: line.nullish(),
  customer: reference.nullish(),
  site: reference.nullish(),
  service: reference.nullish(),
  kind: line.nullish(),
  vendor: line.nullish(),
  model: line.nullish(),
  serial: line.nullish(),
  ownership: z.enum(['leased', 'sold', 'customer']).nullish(),
  /** Who answers for it. */
  owner: reference.nullish(),
  /** In whose hands it is. */
  heldBy: z.array(reference).nullish(),
  /** Whom to ask about it. */
  contacts: z.array(reference).nullish(),
  links: z.array(link).nullish(),
  custom: custom.nullish(),
});
