/** Locks on lanes: one active lane per (target instance, mapping), whichever route it runs in. */
import type { RunPlan } from '../../model/run.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { LaneHolder } from './rows.ts';
import { lanesOf } from './runs.ts';

/** Takes all lanes of the plan or none. Returns the lanes that other runs hold; empty means that all are ours. */
export function acquireLanes(database: Database, plan: RunPlan): Promise<readonly LaneHolder[]> {
  return database.transaction(async (queries) => {
    // One taker at a time, so that two runs starting at once don't each get half of the lanes.
    await queries.rows('lock table ferry.lane_lock in share row exclusive mode');
    const lanes = lanesOf(plan).map(({ lane }) => lane);
    const held = await queries.rows<LaneHolder>(
      `select lane, run, extract(epoch from now() - taken_at)::float8 as "heldFor" from ferry.lane_lock
       where target_instance = $1 and lane = any($2) and run <> $3 order by lane`,
      [plan.targetInstance, lanes, plan.run],
    );
    if (held.length === 0) await take(queries, plan, lanes);
    return held;
  });
}

async function take(queries: Queries, plan: RunPlan, lanes: readonly string[]): Promise<void> {
  await queries.rows(
    `insert into ferry.lane_lock (target_instance, route, lane, run)
     select $1, $2, value, $4 from json_array_elements_text($3) on conflict do nothing`,
    [plan.targetInstance, plan.route, jsonText(lanes), plan.run],
  );
}

/** Gives a run's lanes back; nothing happens when it holds none. */
export async function releaseLanes(queries: Queries, run: string): Promise<void> {
  await queries.rows('delete from ferry.lane_lock where run = $1', [run]);
}
