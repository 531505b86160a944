/** What the target holds of ours, as we last wrote it. */
import type { Queries } from '../database.ts';
import { eachKey } from '../each-key.ts';
import type { Contribution, LaneScope, WrittenRecord } from './rows.ts';

/** The columns of a `WrittenRecord`, of the table under this alias. */
export function writtenColumns(alias: string): string {
  const named = ['external_key as "externalKey"', 'entity', 'field_hashes as "fieldHashes"', 'etag', 'run'];
  const more = ['base_etag as "baseEtag"', 'target_id as "targetId"', 'kept', 'placeholder', 'tombstoned'];
  return [...named, ...more].map((column) => `${alias}.${column}`).join(', ');
}

/** One row for each key that was written; the other keys are left out. */
export function writtenRecords(
  queries: Queries,
  targetInstance: string,
  externalKeys: readonly string[],
): Promise<readonly WrittenRecord[]> {
  return queries.rows<WrittenRecord>(
    `select ${writtenColumns('w')} from ${eachKey('$2')}
     cross join lateral (
       select * from ferry.written where target_instance = $1 and external_key = k.key offset 0) w`,
    [targetInstance, externalKeys],
  );
}

/** Every source's fields of the records named. */
export function contributions(
  queries: Queries,
  targetInstance: string,
  externalKeys: readonly string[],
): Promise<readonly Contribution[]> {
  return queries.rows<Contribution>(
    `select external_key as "externalKey", source, lane, fields from ${eachKey('$2')}
     cross join lateral (
       select * from ferry.contribution where target_instance = $1 and external_key = k.key offset 0) c
     order by external_key, source, lane`,
    [targetInstance, externalKeys],
  );
}

/** Which of the external keys a record of this lane has. */
export async function laneKeys(
  queries: Queries,
  scope: LaneScope,
  externalKeys: readonly string[],
): Promise<readonly string[]> {
  const rows = await queries.rows<{ key: string }>(
    `select k.key from ${eachKey('$4')}
     cross join lateral (
       select from ferry.record_map
       where target_instance = $1 and route = $2 and lane = $3 and external_key = k.key offset 0) m`,
    [scope.targetInstance, scope.route, scope.lane, externalKeys],
  );
  return rows.map((row) => row.key);
}
