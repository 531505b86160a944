/** The records that belong to another one, for its page: one look is enough on the phone. */
import type { Pool } from 'pg';
import type { Entity } from '../../model/entity.ts';
import { type PageOfRecords, recordsPointingAt } from '../records.ts';
import { type Content, html } from './html.ts';
import { recordTable } from './list.ts';
import { labelsFor } from './show.ts';
import { PLURALS } from './words.ts';

interface Relation {
  readonly entity: Entity;
  readonly field: string;
}

const RELATIONS: Readonly<Partial<Record<Entity, readonly Relation[]>>> = {
  customer: [
    { entity: 'sla-commitment', field: 'customer' },
    { entity: 'site', field: 'customer' },
    { entity: 'service', field: 'customer' },
    { entity: 'entitlement', field: 'customer' },
    { entity: 'person', field: 'customer' },
    { entity: 'device', field: 'customer' },
    { entity: 'ticket', field: 'customer' },
  ],
  site: [
    { entity: 'service', field: 'site' },
    { entity: 'device', field: 'site' },
    { entity: 'ticket', field: 'site' },
  ],
  service: [
    { entity: 'sla-commitment', field: 'service' },
    { entity: 'device', field: 'service' },
    { entity: 'ticket', field: 'service' },
  ],
  supplier: [
    { entity: 'sla-commitment', field: 'supplier' },
    { entity: 'service', field: 'supplier' },
  ],
  product: [{ entity: 'service', field: 'product' }],
  person: [
    { entity: 'ticket', field: 'requester' },
    { entity: 'ticket', field: 'assignee' },
    { entity: 'device', field: 'heldBy' },
  ],
  group: [
    { entity: 'person', field: 'groups' },
    { entity: 'ticket', field: 'group' },
  ],
  'sla-policy': [
    { entity: 'sla-commitment', field: 'policy' },
    { entity: 'ticket', field: 'sla' },
  ],
};

/** Where the heading alone wouldn't say in what way. */
const ROLES: Readonly<Record<string, string>> = {
  requester: ' asked for',
  assignee: ' in charge of',
  heldBy: ' in hand',
};

const SHOWN = 25;

/** One table per kind of relative that there is; nothing for entities without any. */
export async function showRelatives(pool: Pool, entity: Entity, externalId: string): Promise<Content> {
  const relations = RELATIONS[entity] ?? [];
  return Promise.all(relations.map((relation) => showRelation(pool, relation, externalId)));
}

async function showRelation(pool: Pool, { entity, field }: Relation, externalId: string): Promise<Content> {
  const page: PageOfRecords = await recordsPointingAt(pool, { entity, field, externalId, limit: SHOWN });
  if (page.items.length === 0) return null;
  const labels = await labelsFor(
    pool,
    entity,
    page.items.map(({ data }) => data),
  );
  const all = `/entities/${entity}?${new URLSearchParams({ q: externalId })}`;
  return html`<section class="card">
    <h2>${PLURALS[entity]}${ROLES[field] ?? ''}</h2>
    ${recordTable({ entity, page, labels, leftOut: field })}
    ${page.next !== null && html`<p class="more"><a href="${all}">All of them</a></p>`}
  </section>`;
}
