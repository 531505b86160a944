/** How far each lane of a route has read, with which mapping and scope, and how many records it knows since it was last read whole. */
import type { LaneRef } from '../../model/run.ts';
import type { Queries } from '../database.ts';
import type { LaneScope } from '../records/rows.ts';
import type { LaneMark, WatermarkRow } from './rows.ts';

/** Of every lane of the route that has one. */
export function watermarks(queries: Queries, targetInstance: string, route: string): Promise<readonly WatermarkRow[]> {
  return queries.rows<WatermarkRow>(
    `select lane, continuation, mapping_hash as "mappingHash", scope as "where", run from ferry.watermark
     where target_instance = $1 and route = $2 and continuation is not null and mapping_hash is not null
       and base_run is not null
     order by lane`,
    [targetInstance, route],
  );
}

/** Moves the lane's watermark. A full run begins a chain of its own; a delta belongs to the chain of the run it continues. */
export async function moveWatermark(queries: Queries, ref: LaneRef, mark: LaneMark): Promise<void> {
  await queries.rows(
    `insert into ferry.watermark as w (target_instance, route, lane, continuation, run, mapping_hash, scope, base_run)
     select r.target_instance, r.route, $2, $3, r.run, $4, $5, case when $6 then r.run end
     from ferry.run r where r.run = $1
     on conflict (target_instance, route, lane) do update set
       continuation = excluded.continuation, run = excluded.run, mapping_hash = excluded.mapping_hash,
       scope = excluded.scope, base_run = coalesce(excluded.base_run, w.base_run)`,
    [ref.run, ref.lane, mark.continuation, mark.mappingHash, mark.where, mark.whole],
  );
}

interface Known {
  readonly known: number | null;
}

/**
 * Records the source has, as far as the lane knows: read by the full run at the start of its watermark's chain or by a delta
 * that settled since (this run included), and not reported deleted since. Null when the lane was never read whole.
 */
export async function knownRecords(queries: Queries, scope: LaneScope, run: string): Promise<number | null> {
  const [row] = await queries.rows<Known>(
    `with base as (
       select b.run, b.ordinal from ferry.watermark w join ferry.run b on b.run = w.base_run
       where w.target_instance = $1 and w.route = $2 and w.lane = $3
     ), since as materialized (
       select r.run, r.ordinal from base, ferry.run r join ferry.lane l on l.run = r.run and l.lane = $3
       where r.target_instance = $1 and r.route = $2 and r.loads and r.mode <> 'retry' and r.ordinal > base.ordinal
         and r.ordinal <= (select ordinal from ferry.run where run = $4)
         and (r.run = $4 or l.settlement->>'settled' in ('true', 'unproven'))
     ), chain as (select run, ordinal from base union all select run, ordinal from since),
     -- Sorted, not joined: a join of one run's records with another's is planned by how many the database expects.
     newest as (
       select distinct on (o.source_key) o.kind from chain join ferry.outcome o on o.run = chain.run and o.lane = $3
       order by o.source_key, chain.ordinal desc
     )
     select (select count(*) from newest where kind <> 'deleted')::float8 as known from base`,
    [scope.targetInstance, scope.route, scope.lane, run],
  );
  return row?.known ?? null;
}
