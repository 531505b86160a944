/** What is sold and delivered: products, services, entitlements, devices. */
import { z } from 'zod';
import { defineEntity } from './definition.ts';
import { amount, custom, day, instant, line, link, prose } from './fields.ts';
import { referenceTo } from './references.ts';

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
export const product = defineEntity(
  {
    name: line.min(1),
    family: line.nullish(),
    boundary: z.strictObject({ included: z.array(prose).nullish(), excluded: z.array(prose).nullish() }).nullish(),
    standardSla: line.nullish(),
    lifecycle: z.strictObject({ stage: line, since: day.nullish() }).nullish(),
  },
  {
    plural: 'Products',
    section: 'Offer',
    title: ['name'],
    columns: ['family', 'standardSla'],
    relatives: [{ entity: 'service', field: 'product' }],
  },
);

/** One delivery to one customer at one site, lease or service, with its supplier behind it. */
export const service = defineEntity(
  {
    customer: referenceTo('customer').nullish(),
    site: referenceTo('site').nullish(),
    supplier: referenceTo('supplier').nullish(),
    product: referenceTo('product').nullish(),
    kind: z.enum(SERVICE_KINDS),
    boundary: z.enum(['standard', 'creep', 'value-added', 'unknown']).nullish(),
    boundaryEvidence: prose.nullish(),
    startsOn: day.nullish(),
    endsOn: day.nullish(),
    monthlyFee: amount.nullish(),
  },
  {
    plural: 'Services',
    section: 'Customers',
    title: ['kind'],
    calledBy: ['customer', 'site', 'kind'],
    columns: ['kind', 'boundary', 'customer', 'site', 'supplier', 'endsOn'],
    relatives: [
      { entity: 'sla-commitment', field: 'service' },
      { entity: 'device', field: 'service' },
      { entity: 'ticket', field: 'service' },
    ],
  },
);

/** What a customer has paid for in advance, in `quantity`, and what of it was used by which ticket. */
export const entitlement = defineEntity(
  {
    customer: referenceTo('customer').nullish(),
    product: referenceTo('product').nullish(),
    quantity: amount.nullish(),
    validFrom: day.nullish(),
    validTo: day.nullish(),
    uses: z.array(z.strictObject({ at: instant, ticket: referenceTo('ticket').nullish() })).nullish(),
  },
  {
    plural: 'Entitlements',
    section: 'Promises',
    title: [],
    calledBy: ['customer', 'product'],
    columns: ['customer', 'product', 'quantity', 'validTo'],
  },
);

/** A thing that stands somewhere: leased out, sold, or a customer's own. */
export const device = defineEntity(
  {
    name: line.nullish(),
    description: prose.nullish(),
    status: line.nullish(),
    customer: referenceTo('customer').nullish(),
    site: referenceTo('site').nullish(),
    service: referenceTo('service').nullish(),
    kind: line.nullish(),
    vendor: line.nullish(),
    model: line.nullish(),
    serial: line.nullish(),
    ownership: z.enum(['leased', 'sold', 'customer']).nullish(),
    /** Who answers for it. */
    owner: referenceTo('person').nullish(),
    /** In whose hands it is. */
    heldBy: z.array(referenceTo('person')).nullish(),
    /** Whom to ask about it. */
    contacts: z.array(referenceTo('person')).nullish(),
    links: z.array(link).nullish(),
    custom: custom.nullish(),
  },
  {
    plural: 'Devices',
    section: 'Customers',
    title: ['name', 'serial', 'kind'],
    columns: ['kind', 'status', 'vendor', 'model', 'serial', 'customer', 'ownership'],
  },
);
