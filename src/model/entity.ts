/** The kinds of record that Ferry migrates, and the order in which they must arrive. */

/** Every kind there is, in the order in which a whole migration loads them: what others refer to comes first. */
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

/** As it is written in configurations, mappings, tables and addresses. */
export type Entity = (typeof ENTITIES)[number];

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

/** A record with one value for every entity. */
export function byEntity<Value>(pick: (entity: Entity) => Value): Readonly<Record<Entity, Value>> {
  // The cast says what `fromEntries` can't: that the keys are all there are.
  return Object.fromEntries(ENTITIES.map((entity) => [entity, pick(entity)])) as Record<Entity, Value>;
}
