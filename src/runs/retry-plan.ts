/** Makes the plan of a run that reads no source: lanes as they ran last, over records that have landed. Pure. */
import type { WantedRecords } from '../ledger/runs/rows.ts';
import { type Entity, MASTERS } from '../model/entity.ts';
import type { LanePlan, RunPlan } from '../model/run.ts';
import { depthOf, dryPlan } from './run-plan.ts';

/** The lanes of a route, each as it ran last. */
export interface RanLanes {
  readonly route: string;
  /** Of the route's newest run. */
  readonly config: string;
  readonly lanes: readonly LanePlan[];
}

/** From plans, newest first. */
export function ranLanes(plans: readonly RunPlan[]): readonly RanLanes[] {
  const routes = new Map<string, { readonly config: string; readonly lanes: Map<string, LanePlan> }>();
  for (const { route, config, levels } of plans) {
    const known = routes.get(route) ?? { config, lanes: new Map<string, LanePlan>() };
    routes.set(route, known);
    for (const lane of levels.flat(2)) if (!known.lanes.has(lane.lane)) known.lanes.set(lane.lane, lane);
  }
  return [...routes].map(([route, { config, lanes }]) => ({ route, config, lanes: [...lanes.values()] }));
}

/** Which records to load again, and how their lanes ran before. */
export interface RetryRequest extends RanLanes {
  readonly run: string;
  /** `plan`: nothing is written; over a copy of what is known of the target. */
  readonly mode?: 'retry' | 'plan';
  readonly targetInstance: string;
  readonly wanted: readonly WantedRecords[];
}

/** The wanted lanes alone, in dependency order. What was quarantined once may be again: no share of it stops the run. */
export function planRetry({ run, mode, route, config, targetInstance, lanes, wanted }: RetryRequest): RunPlan {
  const chosen = lanes
    .filter(({ lane }) => wanted.some((one) => one.lane === lane))
    .map((lane): LanePlan => ({ ...lane, where: null, since: null, quarantineLimit: 1 }));
  const depths = [...new Set(chosen.map(({ entity }) => depthOf(entity)))].sort((a, b) => a - b);
  const levels = depths.map((depth) => groupsOf(chosen.filter(({ entity }) => depthOf(entity) === depth)));
  const plan: RunPlan = { run, route, mode: 'retry', reads: 'landing', targetInstance, config, levels };
  return mode === 'plan' ? dryPlan(plan) : plan;
}

/** Lanes that may write the same record go one after another: a master's by precedence, others of one source. */
function groupsOf(lanes: readonly LanePlan[]): LanePlan[][] {
  const turn = ({ precedence, source }: LanePlan) => precedence.indexOf(source);
  const groups = new Map<string, LanePlan[]>();
  for (const lane of [...lanes].sort((a, b) => turn(a) - turn(b))) {
    const name = groupName(lane);
    groups.set(name, [...(groups.get(name) ?? []), lane]);
  }
  return [...groups.values()];
}

function groupName({ entity, source }: { readonly entity: Entity; readonly source: string }): string {
  return MASTERS.includes(entity) ? entity : `${entity} ${source}`;
}
