/** The versions of records that runs have loaded: tells whether another version of the same record is the newer one. */
import { FINDING } from '../../model/finding-codes.ts';
import type { LaneRef } from '../../model/run.ts';
import type { Queries } from '../database.ts';
import { eachKey } from '../each-key.ts';
import type { LaneScope } from '../records/rows.ts';
import type { RecordVersionRow } from './rows.ts';

interface RunScope extends LaneScope {
  readonly run: string;
}

/**
 * One row per record that a loaded batch of the run and lane held; versions only of those that were loaded in this run. What
 * the target refused as out of date is left out: it says nothing about which version is the newest.
 */
export function recordVersions(
  queries: Queries,
  { targetInstance, route, lane, run }: RunScope,
  sourceKeys: readonly string[],
): Promise<readonly RecordVersionRow[]> {
  return queries.rows<RecordVersionRow>(
    `select o.source_key as "sourceKey", o.sequence, m.version
     from ${eachKey('$5')}
     cross join lateral (
       select * from ferry.outcome
       where run = $4 and lane = $3 and source_key = k.key and kind <> 'superseded' offset 0) o
     left join lateral (
       select * from ferry.record_map
       where target_instance = $1 and route = $2 and lane = $3 and source_key = k.key and run = $4 offset 0) m on true`,
    [targetInstance, route, lane, run, sourceKeys],
  );
}

/** By source key, the version that this run or a settled one loaded last. Records without one are left out. */
export async function loadedVersions(
  queries: Queries,
  { targetInstance, route, lane, run }: RunScope,
  sourceKeys: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await queries.rows<{ key: string; version: string }>(
    `select k.key, m.version from ${eachKey('$5')}
     cross join lateral (
       select * from ferry.record_map
       where target_instance = $1 and route = $2 and lane = $3 and source_key = k.key and version is not null offset 0) m
     where m.run = $4 or exists (select from ferry.run r where r.run = m.run and r.state = 'settled')`,
    [targetInstance, route, lane, run, sourceKeys],
  );
  return new Map(rows.map(({ key, version }) => [key, version]));
}

/**
 * External keys of the lane's records that the target refused as out of date for a version that nobody knew then, sorted; not
 * those of which another batch of the run has loaded a version since.
 */
export async function unknownNewer(queries: Queries, ref: LaneRef, scope: LaneScope): Promise<readonly string[]> {
  const rows = await queries.rows<{ key: string }>(
    `select external_key as key from ferry.outcome o
     where run = $1 and lane = $2 and kind = 'superseded' and code = $3
       and not exists (select from ferry.record_map m
         where m.target_instance = $4 and m.route = $5 and m.lane = $2 and m.source_key = o.source_key and m.run = $1
           and m.version is not null offset 0)
     order by external_key`,
    [ref.run, ref.lane, FINDING.newerUnknown, scope.targetInstance, scope.route],
  );
  return rows.map(({ key }) => key);
}
