/** How long lanes took, and which runs to compare with: what a plan's forecast is made from. */
import type { Queries } from '../database.ts';
import type { LaneTimings } from './profile-rows.ts';

/** By lane, how long reading and loading took. Lanes that read nothing are left out. */
export async function laneTimings(queries: Queries, run: string): Promise<ReadonlyMap<string, LaneTimings>> {
  const rows = await queries.rows<LaneTimings & { lane: string }>(
    `select b.lane, sum(b.records)::float8 as records,
       extract(epoch from max(b.landed_at) - min(coalesce(l.started_at, r.started_at)))::float8 as reading,
       extract(epoch from max(coalesce(b.loaded_at, b.landed_at)) - min(coalesce(l.started_at, r.started_at)))::float8 as loading
     from ferry.batch b join ferry.lane l using (run, lane) join ferry.run r using (run)
     where b.run = $1 group by b.lane`,
    [run],
  );
  return new Map(rows.map(({ lane, ...timings }) => [lane, timings]));
}

/** The newest runs that read their sources and wrote into the target, newest first; of one route, when it is named. */
export async function writingRuns(
  queries: Queries,
  targetInstance: string,
  route?: string,
): Promise<readonly string[]> {
  const rows = await queries.rows<{ run: string }>(
    `select run from ferry.run where target_instance = $1 and ($2::text is null or route = $2) and loads and mode <> 'retry'
       and state in ('settled', 'unsettled') order by ordinal desc limit 3`,
    [targetInstance, route ?? null],
  );
  return rows.map(({ run }) => run);
}
