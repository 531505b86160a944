/** Reads the merges that people decided, and what follows from them for the records of the target. */
import type { Entity } from '../../model/entity.ts';
import type { Queries } from '../database.ts';
import { eachKey } from '../each-key.ts';
import type { LaneScope, WrittenRecord } from '../records/rows.ts';
import { writtenColumns } from '../records/written-records.ts';
import type { IdentityMerge, LaneRecord, MergedContribution } from './rows.ts';

/** Duplicates returned by one call of `liveDuplicates`. */
const PAGE = 500;

/** Every merge of the entity that holds, by the key that was merged. */
export function identityMerges(
  queries: Queries,
  targetInstance: string,
  entity: Entity,
): Promise<readonly IdentityMerge[]> {
  return queries.rows<IdentityMerge>(
    `select from_key as "from", to_key as "to", final_key as "final", decided_by as by,
       coalesce((select state = 'settled' from ferry.run where ferry.run.run = r.run), false) as done
     from ferry.identity_merge r where target_instance = $1 and entity = $2 order by from_key`,
    [targetInstance, entity],
  );
}

/** Pairs that people decided to be two, each pair sorted. */
export async function keptApart(
  queries: Queries,
  targetInstance: string,
  entity: Entity,
): Promise<readonly (readonly [string, string])[]> {
  const rows = await queries.rows<{ one: string; other: string }>(
    'select one, other from ferry.kept_apart where target_instance = $1 and entity = $2 order by one, other',
    [targetInstance, entity],
  );
  return rows.map(({ one, other }) => [one, other]);
}

/** The source records behind these records of the target. */
export function recordsBehind(
  queries: Queries,
  targetInstance: string,
  externalKeys: readonly string[],
): Promise<readonly LaneRecord[]> {
  return queries.rows<LaneRecord>(
    `select route, lane, source_key as "sourceKey" from ferry.record_map
     where target_instance = $1 and (external_key = any($2) or own_key = any($2)) order by route, lane, source_key`,
    [targetInstance, externalKeys],
  );
}

/** Live records of the lane's source that were merged into others which are live in the target themselves. */
export function liveDuplicates(queries: Queries, scope: LaneScope, after: string): Promise<readonly WrittenRecord[]> {
  return queries.rows<WrittenRecord>(
    `select ${writtenColumns('t')} from ferry.identity_merge r
     join ferry.written t on t.target_instance = $1 and t.external_key = r.from_key and not t.tombstoned
     join ferry.written b on b.target_instance = $1 and b.external_key = r.final_key and not b.tombstoned
     where r.target_instance = $1 and r.entity = $2 and split_part(r.from_key, ':', 1) = $3 and r.from_key > $4
     order by r.from_key limit ${PAGE}`,
    [scope.targetInstance, scope.entity, scope.source, after],
  );
}

/** The identities of the records merged into these; nothing else of what they hold. */
export function mergedContributions(
  queries: Queries,
  targetInstance: string,
  externalKeys: readonly string[],
): Promise<readonly MergedContribution[]> {
  return queries.rows<MergedContribution>(
    `select r.final_key as by, c.external_key as "externalKey", c.source, c.lane,
       jsonb_build_object('identities', c.fields->'identities') as fields
     from ${eachKey('$2')}
     cross join lateral (
       select * from ferry.identity_merge where target_instance = $1 and final_key = k.key offset 0) r
     cross join lateral (
       select * from ferry.contribution
       where target_instance = $1 and external_key = r.from_key and jsonb_typeof(fields->'identities') = 'array'
       offset 0) c
     order by r.final_key, c.external_key, c.source, c.lane`,
    [targetInstance, externalKeys],
  );
}
