/** The records that refer to another one, for its page: one look is enough on the phone. */
import type { Pool } from 'pg';
import type { Relation } from '../../model/entities/definition.ts';
import { DESCRIPTIONS } from '../../model/entities/index.ts';
import type { Entity } from '../../model/entity.ts';
import { type PageOfRecords, recordsPointingAt } from '../records.ts';
import { type Content, html } from './html.ts';
import { recordTable } from './list.ts';
import { readerFor } from './names.ts';
import { pluralOf } from './words.ts';

const SHOWN = 25;

/** The record whose relatives are shown, and in which zone. */
interface Of {
  readonly entity: Entity;
  readonly externalId: string;
  readonly zone: string;
}

/** One table per kind of relative that there is; nothing for entities without any. */
export async function showRelatives(pool: Pool, of: Of): Promise<Content> {
  const { relatives = [] } = DESCRIPTIONS[of.entity];
  return Promise.all(relatives.map((relation) => showRelation(pool, relation, of)));
}

async function showRelation(pool: Pool, { entity, field, role }: Relation, { externalId, zone }: Of): Promise<Content> {
  const page: PageOfRecords = await recordsPointingAt(pool, { entity, field, externalId, limit: SHOWN });
  if (page.items.length === 0) return null;
  const reader = await readerFor(pool, { entity, records: page.items.map(({ data }) => data), zone });
  const all = `/entities/${entity}?${new URLSearchParams({ q: externalId })}`;
  return html`<section class="card">
    <h2>${pluralOf(entity)}${role === undefined ? '' : ` ${role}`}</h2>
    ${recordTable({ entity, items: page.items, reader, leftOut: field })}
    ${page.next !== null && html`<p class="more"><a href="${all}">All of them</a></p>`}
  </section>`;
}
