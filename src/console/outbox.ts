/** What people would be told about: kept in a table that they can look at. Imports of history never put anything here. */
import type { Pool } from 'pg';
import { CHILDREN, type Entity } from '../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { RecordState } from './apply.ts';
import { type Queryable, reading } from './database.ts';
import type { NewVersion, Writer } from './write-changes.ts';

/** One thing that happened to one record. No contents: who is told reads the record. */
export interface Notice {
  readonly externalId: string;
  /** `created`, `status`, `assignee`, `comment`, … */
  readonly event: string;
  /** Not for the customer: an internal note. */
  readonly internal: boolean;
}

/** A notice as the outbox keeps it. */
export interface StoredNotice extends Notice {
  readonly id: string;
  readonly at: string;
  readonly entity: string;
  readonly actor: string;
  readonly mode: string;
}

/** Fields whose change somebody is told about. */
const WATCHED: Readonly<Partial<Record<Entity, readonly string[]>>> = {
  ticket: ['status', 'priority', 'assignee', 'group'],
  article: ['status'],
};

/** What the versions of a call changed, each against the version before it. */
export function noticesOf(
  entity: Entity,
  versions: readonly NewVersion[],
  held: ReadonlyMap<string, RecordState>,
): Notice[] {
  const latest = new Map(held);
  return versions.flatMap(({ externalId, state }) => {
    const earlier = latest.get(externalId);
    latest.set(externalId, state);
    return changesOf(entity, earlier, state).map((change) => ({ externalId, ...change }));
  });
}

/** Puts notices into the outbox, in the transaction of the change itself. */
export async function writeNotices(client: Queryable, writer: Writer, notices: readonly Notice[]): Promise<void> {
  if (notices.length === 0) return;
  await client.query(
    `insert into console.outbox (entity, external_id, event, internal, actor, mode)
     select $1, x.external_id, x.event, x.internal, $2, $3
     from json_to_recordset($4::json) as x (external_id text, event text, internal boolean)`,
    [
      writer.entity,
      writer.actor,
      writer.mode,
      JSON.stringify(notices.map(({ externalId, event, internal }) => ({ external_id: externalId, event, internal }))),
    ],
  );
}

/** Newest first; `before` is the id to go on from. */
export async function readOutbox(pool: Pool, page: { before: string | null; limit: number }): Promise<StoredNotice[]> {
  const { rows } = await reading(pool, (db) =>
    db.query<Omit<StoredNotice, 'at'> & { at: Date }>(
      `select id::text, at, entity, external_id as "externalId", event, actor, mode, internal from console.outbox
       where $1::bigint is null or id < $1 order by id desc limit $2`,
      [page.before, page.limit],
    ),
  );
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

function changesOf(entity: Entity, earlier: RecordState | undefined, next: RecordState): Omit<Notice, 'externalId'>[] {
  if (WATCHED[entity] === undefined) return [];
  if (next.tombstoned) return [{ event: 'deleted', internal: true }];
  if (earlier === undefined) return [{ event: 'created', internal: false }];
  const fields = WATCHED[entity].filter((field) => text(earlier.data[field]) !== text(next.data[field]));
  return [...fields.map((event) => ({ event, internal: false })), ...newChildren(entity, earlier.data, next.data)];
}

function newChildren(entity: Entity, earlier: JsonObject, next: JsonObject): Omit<Notice, 'externalId'>[] {
  return (CHILDREN[entity] ?? []).flatMap((field) => {
    const known = new Set(objects(earlier[field]).map(({ externalId }) => externalId));
    return objects(next[field])
      .filter(({ externalId }) => !known.has(externalId ?? null))
      .map((child) => ({ event: field.replace(/s$/, ''), internal: child.internal === true }));
  });
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: JsonValue | undefined): string {
  return JSON.stringify(value ?? null);
}
