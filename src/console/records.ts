/** Reading records: one, many by key, a page, and the versions kept of one. */
import type { Pool } from 'pg';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import { reading } from './database.ts';
import { foldCase } from './search-text.ts';

/** A record as it is held now. */
export interface HeldRecord {
  readonly externalId: string;
  readonly id: string;
  readonly etag: string;
  readonly contentHash: string;
  readonly importedHash: string;
  readonly tombstoned: boolean;
  readonly edited: boolean;
  /** By system, the newest record version that it sent. */
  readonly sourceVersions: Readonly<Record<string, string>>;
  readonly run: string | null;
  readonly updatedAt: string;
  readonly data: JsonObject;
}

/** One version of a record. Versions are never changed or removed. */
export interface VersionKept {
  readonly number: number;
  readonly etag: string;
  readonly run: string | null;
  readonly mode: string;
  readonly actor: string;
  readonly op: string;
  readonly at: string;
  readonly tombstoned: boolean;
  readonly contentHash: string;
  readonly data: JsonObject;
}

/** Which records a list shows; everything set must hold. */
export interface Filter {
  readonly run?: string | undefined;
  readonly keyPrefix?: string | undefined;
  readonly system?: string | undefined;
  readonly edited: boolean;
  readonly tombstoned: boolean;
  readonly q?: string | undefined;
  readonly updatedSince?: string | undefined;
}

interface PageRequest {
  readonly filter: Filter;
  /** `next` of the page before; undefined for the first one. */
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** One page of a list. */
export interface PageOfRecords {
  readonly items: HeldRecord[];
  /** Continues after the last item; null when there is no more. */
  readonly next: string | null;
}

const COLUMNS = `r.external_id as "externalId", r.id::text, r.etag, r.content_hash as "contentHash",
  r.imported_hash as "importedHash", r.tombstoned, r.content_hash <> r.imported_hash as edited, r.run,
  r.source_versions as "sourceVersions",
  r.updated_at as "updatedAt", v.data`;
const FROM = 'from console.record r join console.version v on v.record = r.id and v.number = r.number';

const LIST = `select ${COLUMNS} ${FROM}
   where r.entity = $1 and ($2::text is null or r.external_id > $2)
     and ($3::text is null or exists (select from console.version w where w.run = $3 and w.record = r.id))
     and ($4::text is null or left(r.key_hash, length($4)) = $4)
     and ($5::text is null or r.system = $5)
     and (not $6 or r.content_hash <> r.imported_hash)
     and ($7 or not r.tombstoned)
     and ($8::text is null or strpos(r.search, $8) > 0)
     and ($9::timestamptz is null or r.updated_at >= $9)
   order by r.external_id limit $10`;

/** The record, tombstoned or not; undefined when there never was one. */
export async function findRecord(pool: Pool, entity: Entity, externalId: string): Promise<HeldRecord | undefined> {
  const [found] = await lookUp(pool, entity, [externalId]);
  return found;
}

/** Those that exist, tombstoned ones included, in the order of their keys. */
export async function lookUp(pool: Pool, entity: Entity, externalIds: readonly string[]): Promise<HeldRecord[]> {
  const { rows } = await reading(pool, (db) =>
    db.query<Row>(
      // One lookup a key, whatever the statistics say.
      `select ${COLUMNS} from (select distinct unnest($2::text[]) as key) k
       cross join lateral (select * from console.record where entity = $1 and external_id = k.key offset 0) r
       cross join lateral (select data from console.version where record = r.id and number = r.number offset 0) v
       order by r.external_id`,
      [entity, externalIds],
    ),
  );
  return rows.map(recordOf);
}

/** A page in bytewise order of the keys, so that records written meanwhile neither repeat nor hide others. */
export async function listRecords(pool: Pool, entity: Entity, page: PageRequest): Promise<PageOfRecords> {
  const { rows } = await reading(pool, (db) => db.query<Row>(LIST, listParameters(entity, page)));
  const items = rows.slice(0, page.limit).map(recordOf);
  return { items, next: rows.length > page.limit ? encodeCursor(items.at(-1)) : null };
}

/** One row more than the page has: it says whether there is another page. */
function listParameters(entity: Entity, { filter, cursor, limit }: PageRequest): unknown[] {
  return [
    entity,
    decodeCursor(cursor),
    filter.run ?? null,
    filter.keyPrefix ?? null,
    filter.system ?? null,
    filter.edited,
    filter.tombstoned,
    filter.q === undefined ? null : foldCase(filter.q),
    filter.updatedSince ?? null,
    limit + 1,
  ];
}

interface Pointing {
  readonly entity: Entity;
  /** The top-level field that points. */
  readonly field: string;
  readonly externalId: string;
  readonly limit: number;
}

/** Live records of an entity whose field names this record; `next` only says that there are more. */
export async function recordsPointingAt(pool: Pool, at: Pointing): Promise<PageOfRecords> {
  const { rows } = await reading(pool, (db) =>
    db.query<Row>(
      // The search text holds every key a record names and is cheaper to look through than its JSON.
      `select ${COLUMNS} ${FROM}
       where r.entity = $1 and not r.tombstoned and strpos(r.search, $2) > 0 and (v.data->$3)::jsonb ? $4
       order by r.external_id limit $5`,
      [at.entity, foldCase(at.externalId), at.field, at.externalId, at.limit + 1],
    ),
  );
  const items = rows.slice(0, at.limit).map(recordOf);
  return { items, next: rows.length > at.limit ? encodeCursor(items.at(-1)) : null };
}

/** Newest first; undefined when there never was such a record. */
export async function listVersions(
  pool: Pool,
  entity: Entity,
  externalId: string,
): Promise<readonly VersionKept[] | undefined> {
  const { rows } = await reading(pool, (db) =>
    db.query<Omit<VersionKept, 'at'> & { at: Date }>(
      `select v.number, v.etag, v.run, v.mode, v.actor, v.op, v.at, v.tombstoned, v.content_hash as "contentHash", v.data
       from console.record r join console.version v on v.record = r.id
       where r.entity = $1 and r.external_id = $2 order by v.number desc limit 1000`,
      [entity, externalId],
    ),
  );
  return rows.length === 0 ? undefined : rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

type Row = Omit<HeldRecord, 'updatedAt'> & { readonly updatedAt: Date };

function recordOf(row: Row): HeldRecord {
  return { ...row, updatedAt: row.updatedAt.toISOString() };
}

function encodeCursor(last: HeldRecord | undefined): string | null {
  return last === undefined ? null : Buffer.from(last.externalId).toString('base64url');
}

function decodeCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  return Buffer.from(cursor, 'base64url').toString('utf8').replaceAll('\0', '');
}
