/** Who we deal with: customers and their sites, suppliers, people and groups. */
import { z } from 'zod';
import { defineEntity } from './definition.ts';
import { amount, custom, line, prose, text, zone } from './fields.ts';
import { referenceTo } from './references.ts';

/** Who buys. By which identities two sources' records become one is the mapping's to say; no field here holds them. */
export const customer = defineEntity(
  {
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
  },
  {
    plural: 'Customers',
    section: 'Customers',
    title: ['name'],
    columns: ['code', 'segment', 'tier', 'timezone'],
    relatives: [
      { entity: 'sla-commitment', field: 'customer' },
      { entity: 'site', field: 'customer' },
      { entity: 'service', field: 'customer' },
      { entity: 'entitlement', field: 'customer' },
      { entity: 'person', field: 'customer' },
      { entity: 'device', field: 'customer' },
      { entity: 'ticket', field: 'customer' },
    ],
  },
);

/** A place of a customer where something is delivered. Its zone is IANA's, for hours and promises there. */
export const site = defineEntity(
  {
    customer: referenceTo('customer').nullish(),
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
  },
  {
    plural: 'Sites',
    section: 'Customers',
    title: ['name'],
    columns: ['customer', 'address', 'timezone'],
    relatives: [
      { entity: 'service', field: 'site' },
      { entity: 'device', field: 'site' },
      { entity: 'ticket', field: 'site' },
    ],
  },
);

const contact = z.strictObject({
  name: line.nullish(),
  role: line.nullish(),
  email: line.nullish(),
  phone: line.nullish(),
});

/** Who delivers to us what we deliver on. */
export const supplier = defineEntity(
  {
    name: line.min(1),
    kind: line.nullish(),
    supportHours: line.nullish(),
    contacts: z.array(contact).nullish(),
  },
  {
    plural: 'Suppliers',
    section: 'Offer',
    title: ['name', 'kind'],
    columns: ['kind', 'supportHours'],
    relatives: [
      { entity: 'sla-commitment', field: 'supplier' },
      { entity: 'service', field: 'supplier' },
    ],
  },
);

/** Anybody who writes or is written to: agents, customers' people, and programs (`system`). */
export const person = defineEntity(
  {
    kind: z.enum(['agent', 'customer', 'system']),
    name: line,
    email: line.nullish(),
    phone: line.nullish(),
    customer: referenceTo('customer').nullish(),
    groups: z.array(referenceTo('group')).nullish(),
    active: z.boolean().nullish(),
    placeholder: z.boolean().nullish(),
    identities: z.array(z.strictObject({ system: line, id: line })).nullish(),
    custom: custom.nullish(),
  },
  {
    plural: 'People',
    section: 'People',
    title: ['name', 'kind'],
    columns: ['kind', 'email', 'customer', 'active'],
    relatives: [
      { entity: 'ticket', field: 'requester', role: 'asked for' },
      { entity: 'ticket', field: 'assignee', role: 'in charge of' },
      { entity: 'device', field: 'heldBy', role: 'in hand' },
    ],
  },
);

/** Agents who take tickets together. */
export const group = defineEntity(
  {
    name: line.min(1),
    kind: line.nullish(),
    description: prose.nullish(),
    active: z.boolean().nullish(),
    /** Groups whose members count as its own. */
    contains: z.array(referenceTo('group')).nullish(),
    custom: custom.nullish(),
  },
  {
    plural: 'Groups',
    section: 'People',
    title: ['name', 'kind'],
    columns: ['kind', 'active'],
    relatives: [
      { entity: 'person', field: 'groups' },
      { entity: 'ticket', field: 'group' },
    ],
  },
);
