/** Who we deal with: customers and their sites, suppliers, people and groups. */
import { z } from 'zod';
import { amount, custom, line, prose, reference, text, zone } from './fields.ts';

/** Who buys. By which identities two sources' records become one is the mapping's to say; no field here holds them. */
export const customer = z.strictObject({
  code: line.nullish(),
  name: line.min(1),
  aliases: z.array(line).nullish(),
  segment: line.nullish(),
  benchmark: z.boolean().nullish(),
  tier: line.nullish(),
  tierInputs: z
    .strictObject({
      revenue: amount.nullish(),
      siteProfit: amount.nullish(),
      basicUsage: amount.nullish(),
      valueAddedUsage: amount.nullish(),
      loyalty: line.nullish(),
      priceSensitivity: line.nullish(),
    })
    .nullish(),
  domains: z.array(line).nullish(),
  timezone: zone.nullish(),
});

/** A place of a customer where something is delivered. Its zone is IANA's, for hours and promises there. */
export const site = z.strictObject({
  customer: reference.nullish(),
  name: line.min(1),
  address: text(2000).nullish(),
  timezone: zone.nullish(),
  technical: z
    .strictObject({
      architecture: prose.nullish(),
      trafficPath: prose.nullish(),
      routing: prose.nullish(),
      acl: prose.nullish(),
      security: prose.nullish(),
      dns: prose.nullish(),
    })
    .nullish(),
});

const contact = z.strictObject({
  name: line.nullish(),
  role: line.nullish(),
  email: line.nullish(),
  phone: line.nullish(),
});

/** Who delivers to us what we deliver on. */
export const supplier = z.strictObject({
  name: line.min(1),
  kind: line.nullish(),
  supportHours: line.nullish(),
  contacts: z.array(contact).nullish(),
});

/** Anybody who writes or is written to: agents, customers' people, and programs (`system`). */
export const person = z.strictObject({
  kind: z.enum(['agent', 'customer', 'system']),
  name: line,
  email: line.nullish(),
  phone: line.nullish(),
  customer: reference.nullish(),
  groups: z.array(reference).nullish(),
  active: z.boolean().nullish(),
  placeholder: z.boolean().nullish(),
  identities: z.array(z.strictObject({ system: line, id: line })).nullish(),
  custom: custom.nullish(),
});

/** Agents who take tickets together. */
export const group = z.strictObject({
  name: line.min(1),
  kind: line.nullish(),
  description: prose.nullish(),
  active: z.boolean().nullish(),
  /** Groups whose members count as its own. */
  contains: z.array(reference).nullish(),
  custom: custom.nullish(),
});
