/** Identities: the keys under which systems know a record. */
import type { Identity } from '../../model/record.ts';
import type { Queries } from '../database.ts';
import { eachKey } from '../each-key.ts';
import { jsonText } from '../json-text.ts';
import type { LaneScope } from './rows.ts';

/** A record that has its external key, with all its identities: stored ones that aren't among them are deleted. */
export interface Known {
  readonly sourceKey: string;
  readonly externalKey: string;
  readonly identities: readonly Identity[];
}

interface Row extends Identity {
  readonly sourceKey: string;
  readonly externalKey: string;
}

/** Makes the identities of these records exactly the ones given. Reads first, since most often nothing has changed. */
export async function replaceIdentities(queries: Queries, scope: LaneScope, records: readonly Known[]): Promise<void> {
  const wanted = new Map(records.flatMap(rowsOf).map((row) => [named(row), row]));
  const held = await heldIdentities(queries, scope, records);
  const same = new Map(held.map((row) => [named(row), row.externalKey]));
  const gone = held.filter((row) => !wanted.has(named(row)));
  const fresh = [...wanted].flatMap(([name, row]) => (same.get(name) === row.externalKey ? [] : [row]));
  if (gone.length > 0) await deleteRows(queries, scope, gone);
  if (fresh.length > 0) await upsertRows(queries, scope, fresh);
}

function rowsOf({ sourceKey, externalKey, identities }: Known): Row[] {
  return identities.map(({ kind, value }) => ({ sourceKey, externalKey, kind, value }));
}

/** JSON, since a value may contain any separator. */
function named({ sourceKey, kind, value }: Row): string {
  return JSON.stringify([sourceKey, kind, value]);
}

function heldIdentities(queries: Queries, scope: LaneScope, records: readonly Known[]): Promise<readonly Row[]> {
  return queries.rows<Row>(
    `select source_key as "sourceKey", external_key as "externalKey", kind, value from ${eachKey('$4')}
     cross join lateral (
       select * from ferry.identity
       where target_instance = $1 and route = $2 and lane = $3 and source_key = k.key offset 0) d`,
    [scope.targetInstance, scope.route, scope.lane, records.map(({ sourceKey }) => sourceKey)],
  );
}

const SHAPE = `json_to_recordset($4) as n("sourceKey" text, "externalKey" text, kind text, value text)`;

async function deleteRows(queries: Queries, scope: LaneScope, rows: readonly Row[]): Promise<void> {
  await queries.rows(
    `delete from ferry.identity d using ${SHAPE}
     where target_instance = $1 and route = $2 and lane = $3 and d.source_key = any($5) and d.source_key = n."sourceKey"
       and d.kind = n.kind and d.value = n.value`,
    [scope.targetInstance, scope.route, scope.lane, jsonText(rows), rows.map(({ sourceKey }) => sourceKey)],
  );
}

async function upsertRows(queries: Queries, scope: LaneScope, rows: readonly Row[]): Promise<void> {
  await queries.rows(
    `insert into ferry.identity as d
       (target_instance, route, lane, entity, source, kind, value, external_key, source_key)
     select $1, $2, $3, $5, $6, kind, value, "externalKey", "sourceKey" from ${SHAPE}
     on conflict (target_instance, entity, value, kind, route, lane, source_key)
     do update set external_key = excluded.external_key where d.external_key <> excluded.external_key`,
    [scope.targetInstance, scope.route, scope.lane, jsonText(rows), scope.entity, scope.source],
  );
}
