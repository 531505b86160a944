/** What the pages call things. */
import type { Entity } from '../../model/entity.ts';
import type { JsonObject } from '../../model/json.ts';

/** Plural, as headings and navigation say it. */
export const PLURALS: Readonly<Record<Entity, string>> = {
  ticket: 'Tickets',
  article: 'Articles',
  customer: 'Customers',
  site: 'Sites',
  service: 'Services',
  device: 'Devices',
  'sla-commitment': 'SLA commitments',
  'sla-policy': 'SLA policies',
  entitlement: 'Entitlements',
  product: 'Products',
  supplier: 'Suppliers',
  person: 'People',
  group: 'Groups',
};

/** In the order in which people look for them. */
export const SECTIONS: readonly { readonly title: string; readonly entities: readonly Entity[] }[] = [
  { title: 'Work', entities: ['ticket', 'article'] },
  { title: 'Customers', entities: ['customer', 'site', 'service', 'device'] },
  { title: 'Promises', entities: ['sla-commitment', 'sla-policy', 'entitlement'] },
  { title: 'Offer', entities: ['product', 'supplier'] },
  { title: 'People', entities: ['person', 'group'] },
];

/** Short text fields that tell records of an entity apart, beside their title. */
export const COLUMNS: Readonly<Record<Entity, readonly string[]>> = {
  ticket: ['status', 'priority', 'customer', 'group', 'assignee', 'updatedAt'],
  article: ['status', 'category', 'author', 'language'],
  customer: ['code', 'segment', 'tier', 'timezone'],
  site: ['customer', 'address', 'timezone'],
  service: ['kind', 'boundary', 'customer', 'site', 'supplier', 'endsOn'],
  device: ['kind', 'status', 'vendor', 'model', 'serial', 'customer', 'ownership'],
  'sla-commitment': ['party', 'standing', 'customer', 'service', 'validFrom', 'validTo'],
  'sla-policy': ['version'],
  entitlement: ['customer', 'product', 'quantity', 'validTo'],
  product: ['family', 'standardSla'],
  supplier: ['kind', 'supportHours'],
  person: ['kind', 'email', 'customer', 'active'],
  group: ['kind', 'active'],
};

/** What a record is called on a page: its title, name or number, else its kind or standing, else its key. */
export function titleOf(externalId: string, data: JsonObject): string {
  const named = [data.title, data.name, data.number, data.serial, data.kind, data.standing].find(
    (value) => typeof value === 'string' && value.trim() !== '',
  );
  return typeof named === 'string' ? named : externalId;
}

/** `startsOn` → `Starts on`. */
export function fieldLabel(name: string): string {
  const spaced = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `${spaced.charAt(0).toUpperCase()}${spaced.slice(1)}`;
}

/** Where a record's page is. */
export function recordPath(entity: string, externalId: string): string {
  return `/entities/${entity}/${encodeURIComponent(externalId)}`;
}
