/** Fields that wait for the second pass. */
import type { LaneRef } from '../../model/run.ts';
import type { Queries } from '../database.ts';
import type { DeferredRow } from './rows.ts';

/** The deferred fields of a lane's first `limit` records, in a stable order. */
export function deferred(queries: Queries, ref: LaneRef, limit: number): Promise<readonly DeferredRow[]> {
  return queries.rows<DeferredRow>(
    `select source_key as "sourceKey", external_key as "externalKey", field, value, reference_list as "references"
     from (
       select distinct source_key as key from ferry.deferred where run = $1 and lane = $2 order by source_key limit $3) k
     cross join lateral (
       select * from ferry.deferred where run = $1 and lane = $2 and source_key = k.key offset 0) d
     order by source_key, field`,
    [ref.run, ref.lane, limit],
  );
}
