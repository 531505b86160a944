/** Under which keys the systems know a record. */
import type { Identity } from '../model/record.ts';
import type { Queries } from './database.ts';
import { jsonText } from './json-text.ts';
import type { LaneScope } from './record-rows.ts';

export interface Known {
  readonly sourceKey: string;
  readonly externalKey: string;
  readonly identities: readonly Identity[];
}

/** Makes the identities of these records exactly the ones given. */
export async function replaceIdentities(queries: Queries, scope: LaneScope, records: readonly Known[]): Promise<void> {
  const where = [scope.targetInstance, scope.route, scope.lane];
  const rows = jsonText(
    records.flatMap(({ sourceKey, externalKey, identities }) =>
      identities.map(({ kind, value }) => ({ sourceKey, externalKey, kind, value })),
    ),
  );
  const shape = `json_to_recordset($4) as n("sourceKey" text, "externalKey" text, kind text, value text)`;
  await queries.rows(
    `delete from ferry.identity d
     where target_instance = $1 and route = $2 and lane = $3 and source_key = any($5) and not exists (
       select from ${shape} where n."sourceKey" = d.source_key and n.kind = d.kind and n.value = d.value)`,
    [...where, rows, records.map(({ sourceKey }) => sourceKey)],
  );
  await queries.rows(
    `insert into ferry.identity as d
       (target_instance, route, lane, entity, source, kind, value, external_key, source_key)
     select distinct $1, $2, $3, $5, $6, kind, value, "externalKey", "sourceKey" from ${shape}
     on conflict (target_instance, entity, value, kind, route, lane, source_key)
     do update set external_key = excluded.external_key where d.external_key <> excluded.external_key`,
    [...where, rows, scope.entity, scope.source],
  );
}
