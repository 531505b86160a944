/**
 * Reads records as a write needs them: locked, with their content and what they held before the run.
 *
 * Rows are looked up one by one (`lateral`, with `offset 0` or `for update`): joined in the ordinary way, the database reads a
 * whole table for each call as long as its statistics say that there is little in it.
 */
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import type { Before, RecordState } from './apply.ts';
import type { Queryable } from './database.ts';

/** A record with the database's own id, which is what clients see as `id`. */
export interface StoredState extends RecordState {
  readonly id: string;
}

interface HeldRow {
  readonly id: string;
  readonly external_id: string;
  readonly number: number;
  readonly run: string | null;
  readonly etag: string;
  readonly content_hash: string;
  readonly imported_hash: string;
  readonly imported: JsonObject | null;
  readonly tombstoned: boolean;
  readonly source_versions: Readonly<Record<string, string>>;
}

/**
 * Locks the records that exist under these keys, in the order of their keys so that calls can't deadlock, and reads them.
 * `before` is the newest version not written by `run` (for an edit: the current one).
 */
export async function lockRecords(
  client: Queryable,
  writer: { readonly entity: Entity; readonly run: string | null },
  keys: readonly string[],
): Promise<Map<string, StoredState>> {
  const locked = await client.query<HeldRow>(
    `select r.* from (select distinct unnest($2::text[]) collate "C" as key order by key) k
     cross join lateral (
       select id, external_id, number, run, etag, content_hash, imported_hash, imported, tombstoned, source_versions
       from console.record where entity = $1 and external_id = k.key for update) r`,
    [writer.entity, keys],
  );
  if (locked.rows.length === 0) return new Map();
  const contents = await readContents(client, locked.rows, writer.run);
  return new Map(locked.rows.map((row) => [row.external_id, stateOf(row, contents.get(row.id), writer.run)]));
}

interface Contents {
  readonly data: JsonObject;
  readonly before: Before | null;
}

interface ContentRow {
  readonly id: string;
  readonly data: JsonObject;
  readonly before_etag: string | null;
  readonly before_tombstoned: boolean | null;
  readonly before_data: JsonObject | null;
}

/** The earlier version is looked for only where this run wrote the current one. */
async function readContents(
  client: Queryable,
  rows: readonly HeldRow[],
  run: string | null,
): Promise<Map<string, Contents>> {
  const found = await client.query<ContentRow>(
    `select held.id::text, v.data, b.etag as before_etag, b.tombstoned as before_tombstoned, b.data as before_data
     from unnest($1::bigint[], $2::int[], $3::boolean[]) as held (id, number, own)
     cross join lateral (
       select data from console.version where record = held.id and number = held.number offset 0
     ) v
     left join lateral (
       select etag, tombstoned, data from console.version w
       where held.own and w.record = held.id and w.run is distinct from $4
       order by w.number desc limit 1
     ) b on true`,
    [rows.map((row) => row.id), rows.map((row) => row.number), rows.map((row) => isOwn(row, run)), run],
  );
  return new Map(found.rows.map((row) => [row.id, { data: row.data, before: beforeOf(row) }]));
}

function isOwn(row: HeldRow, run: string | null): boolean {
  return run !== null && row.run === run;
}

function beforeOf(row: ContentRow): Before | null {
  if (row.before_etag === null) return null;
  return { etag: row.before_etag, tombstoned: row.before_tombstoned === true, data: row.before_data ?? {} };
}

function stateOf(row: HeldRow, contents: Contents | undefined, run: string | null): StoredState {
  const data = contents?.data ?? {};
  const current: Before = { etag: row.etag, tombstoned: row.tombstoned, data };
  return {
    id: row.id,
    number: row.number,
    etag: row.etag,
    contentHash: row.content_hash,
    importedHash: row.imported_hash,
    tombstoned: row.tombstoned,
    sourceVersions: row.source_versions,
    data,
    imported: row.imported ?? data,
    before: isOwn(row, run) ? (contents?.before ?? null) : current,
  };
}

/** Which of these keys exist, tombstoned or not, as `entity key`. */
export async function existing(
  client: Queryable,
  wanted: readonly { readonly entity: Entity; readonly to: string }[],
): Promise<Set<string>> {
  if (wanted.length === 0) return new Set();
  const { rows } = await client.query<{ name: string }>(
    `select r.entity || ' ' || r.external_id as name
     from unnest($1::text[], $2::text[]) as w (entity, external_id)
     cross join lateral (
       select entity, external_id from console.record
       where entity = w.entity and external_id = w.external_id offset 0
     ) r`,
    [wanted.map(({ entity }) => entity), wanted.map(({ to }) => to)],
  );
  return new Set(rows.map(({ name }) => name));
}
