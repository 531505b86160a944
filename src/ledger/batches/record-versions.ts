/** The versions of records that a run has loaded so far: tells whether another version of the same record is the newer one. */
import type { Queries } from '../database.ts';
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
     from ferry.outcome o left join ferry.record_map m
       on m.target_instance = $1 and m.route = $2 and m.lane = $3 and m.source_key = o.source_key and m.run = $4
     where o.run = $4 and o.lane = $3 and o.source_key = any($5)`,
    [targetInstance, route, lane, run, sourceKeys],
  );
}
