/** The kinds of record Ferry carries, and the order in which they must arrive. */

/** Every kind there is, in the order in which a whole migration brings them. */
export const ENTITIES = [
  'group',
  'customer',
  'supplier',
  'product',
  'site',
  'person',
  'sla-policy',
  'service',
  'device',
  'article',
  'ticket',
  'entitlement',
  'sla-commitment',
] as const;

/** As it stands in configurations, mappings, tables and addresses. */
export type Entity = (typeof ENTITIES)[number];

/**
 * Which entities an entity's own fields point at. A lane starts when the lanes of its parents are done.
 * References back up the order or to the same entity (a ticket's links, an article's parent) are deferred instead.
 */
export const PARENTS: Readonly<Record<Entity, readonly Entity[]>> = {
  group: [],
  customer: [],
  supplier: [],
  product: [],
  site: ['customer'],
  person: ['customer', 'group'],
  'sla-policy': [],
  service: ['customer', 'site', 'supplier', 'product'],
  device: ['customer', 'site', 'service', 'person'],
  article: ['person'],
  ticket: ['customer', 'site', 'service', 'device', 'person', 'group', 'sla-policy'],
  entitlement: ['customer', 'product', 'ticket'],
  'sla-commitment': ['customer', 'supplier', 'service', 'sla-policy'],
};

/** Entities that several systems know under different numbers and that become one record in the console. */
export const MASTERS: readonly Entity[] = [
  'customer',
  'site',
  'supplier',
  'product',
  'service',
  'device',
  'person',
  'group',
];

/** Fields whose items are merged by `externalId` instead of being replaced whole. */
export const CHILDREN: Readonly<Partial<Record<Entity, readonly string[]>>> = { ticket: ['comments'] };

/** Whether a name from outside is one of ours, in exactly this spelling. Pure. */
export function isEntity(name: string): name is Entity {
  return ENTITIES.some((entity) => entity === name);
}
