/** Writes changed records and their new versions, in a handful of statements whatever their number. */
import type { Entity } from '../model/entity.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import { systemOf } from '../model/record.ts';
import { sha256 } from '../sha256.ts';
import type { RecordState } from './apply.ts';
import { Collision, type Queryable } from './database.ts';
import { searchText } from './search-text.ts';

/** Who writes, for every version of a call. */
export interface Writer {
  readonly entity: Entity;
  /** Null: a person or live client, not a run. */
  readonly run: string | null;
  readonly mode: 'history' | 'live' | 'edit';
  readonly actor: string;
}

/** One version to be kept; the last one of a record is also its current state. */
export interface NewVersion {
  readonly externalId: string;
  readonly op: string;
  readonly state: RecordState;
}

interface Changes {
  readonly writer: Writer;
  /** Records with their final state, and the id of those that existed. */
  readonly records: ReadonlyMap<string, { readonly state: RecordState; readonly id: string | undefined }>;
  /** In the order they were made. */
  readonly versions: readonly NewVersion[];
}

/** Writes records and versions. Returns every record's id by key. Throws Collision when somebody else just created one. */
export async function writeChanges(client: Queryable, changes: Changes): Promise<Map<string, string>> {
  const all = [...changes.records].map(([externalId, { id, state }]) => ({ externalId, id, state }));
  const fresh = all.filter(({ id }) => id === undefined);
  const ids = new Map(all.flatMap(({ externalId, id }) => (id === undefined ? [] : [[externalId, id] as const])));
  await updateRecords(
    client,
    changes.writer,
    all.filter(({ id }) => id !== undefined),
  );
  for (const [externalId, id] of await insertRecords(client, changes.writer, fresh)) ids.set(externalId, id);
  await insertVersions(client, changes, ids);
  return ids;
}

interface RecordChange {
  readonly externalId: string;
  readonly id: string | undefined;
  readonly state: RecordState;
}

const RECORD_COLUMNS = `number int, etag text, content_hash text, imported_hash text, imported json, tombstoned boolean,
  source_versions json, search text`;

async function updateRecords(client: Queryable, writer: Writer, records: readonly RecordChange[]): Promise<void> {
  if (records.length === 0) return;
  await client.query(
    `update console.record r set number = x.number, run = case when x.number = r.number then r.run else $2 end,
       etag = x.etag, content_hash = x.content_hash, imported_hash = x.imported_hash, imported = x.imported,
       tombstoned = x.tombstoned, source_versions = x.source_versions, search = x.search,
       updated_at = case when x.number = r.number then r.updated_at else now() end
     from json_to_recordset($1::json) as x (id bigint, ${RECORD_COLUMNS}) where r.id = x.id`,
    [rowsOf(records.map((record) => ({ id: record.id ?? null, ...recordRow(record) }))), writer.run],
  );
}

async function insertRecords(
  client: Queryable,
  writer: Writer,
  records: readonly RecordChange[],
): Promise<(readonly [string, string])[]> {
  if (records.length === 0) return [];
  const { rows } = await client.query<{ external_id: string; id: string }>(
    `insert into console.record (entity, external_id, system, key_hash, run, number, etag, content_hash, imported_hash,
       imported, tombstoned, source_versions, search)
     select $2, x.external_id, x.system, x.key_hash, $3, x.number, x.etag, x.content_hash, x.imported_hash,
       x.imported, x.tombstoned, x.source_versions, x.search
     from json_to_recordset($1::json) as x (external_id text, system text, key_hash text, ${RECORD_COLUMNS})
     order by x.external_id collate "C"
     on conflict (entity, external_id) do nothing returning external_id, id::text`,
    [
      rowsOf(records.map((record) => ({ ...keyRow(record.externalId), ...recordRow(record) }))),
      writer.entity,
      writer.run,
    ],
  );
  if (rows.length < records.length) throw new Collision('another call created one of these records');
  return rows.map((row) => [row.external_id, row.id]);
}

async function insertVersions(
  client: Queryable,
  { writer, versions }: Changes,
  ids: ReadonlyMap<string, string>,
): Promise<void> {
  if (versions.length === 0) return;
  await client.query(
    `insert into console.version (record, number, run, mode, actor, op, etag, content_hash, tombstoned, data)
     select x.record, x.number, $2, $3, $4, x.op, x.etag, x.content_hash, x.tombstoned, x.data
     from json_to_recordset($1::json)
       as x (record bigint, number int, op text, etag text, content_hash text, tombstoned boolean, data json)`,
    [rowsOf(versions.map((version) => versionRow(version, ids))), writer.run, writer.mode, writer.actor],
  );
}

function versionRow({ externalId, op, state }: NewVersion, ids: ReadonlyMap<string, string>): JsonObject {
  const { number, etag, contentHash, tombstoned, data } = state;
  return { record: ids.get(externalId) ?? null, number, op, etag, content_hash: contentHash, tombstoned, data };
}

function keyRow(externalId: string): JsonObject {
  return { external_id: externalId, system: systemOf(externalId), key_hash: sha256(externalId) };
}

function recordRow({ externalId, state }: RecordChange): JsonObject {
  return {
    number: state.number,
    etag: state.etag,
    content_hash: state.contentHash,
    imported_hash: state.importedHash,
    imported: state.importedHash === state.contentHash ? null : state.imported,
    tombstoned: state.tombstoned,
    source_versions: state.sourceVersions,
    search: searchText(externalId, state.data),
  };
}

function rowsOf(rows: readonly JsonValue[]): string {
  return JSON.stringify(rows);
}
