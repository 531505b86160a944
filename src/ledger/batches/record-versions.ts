/** The versions of records that a run has loaded so far: tells whether another version of the same record is the newer one. */
import type { Queries } from '../database.ts';
import { eachKey } from '../each-key.ts';
import type { LaneScope } from '../records/rows.ts';
import type { RecordVersionRow } from './rows.ts';

/** One row per record that a loaded batch of the run and lane held; versions only of those that were loaded in this run. */
export function recordVersions(
  queries: Queries,
  { targetInstance, route, lane, run }: LaneScope & { readonly run: string },
  sourceKeys: readonly string[],
): Promise<readonly RecordVersionRow[]> {
  return queries.rows<RecordVersionRow>(
    `select o.source_key as "sourceKey", o.sequence, m.version
     from ${eachKey('$5')}
     cross join lateral (
       select * from ferry.outcome where run = $4 and lane = $3 and source_key = k.key offset 0) o
     left join lateral (
       select * from ferry.record_map
       where target_instance = $1 and route = $2 and lane = $3 and source_key = k.key and run = $4 offset 0) m on true`,
    [targetInstance, route, lane, run, sourceKeys],
  );
}
