/** Prepares a run that tries quarantined records again: from what landed, with today's mapping files. */
import { UsageError } from '../errors.ts';
import type { Ledger } from '../ledger/port.ts';
import type { StartRun, WantedRecords } from '../ledger/runs/rows.ts';
import type { LanePlan } from '../model/run.ts';
import type { BoundMapping } from '../project/route-mappings.ts';
import { pinsOf } from './pins.ts';
import { newRunId } from './prepare.ts';
import { planRetry, type RanLanes, ranLanes } from './retry-plan.ts';
import { namedRun } from './which-run.ts';

/** A run that reads no source, with the records it is for. */
export type LandedRun = Required<Pick<StartRun, 'plan' | 'pins' | 'wanted'>>;

/** Which quarantined records of a route to try again. */
export interface RetryRequest {
  readonly ledger: Pick<Ledger, 'plansOf' | 'quarantinedNow' | 'quarantineList'>;
  readonly targetInstance: string;
  readonly route: string;
  /** Absolute path of the configuration. */
  readonly config: string;
  readonly mappings: readonly BoundMapping[];
  readonly now: Date;
  /** What this run quarantined; left out: what is quarantined as things stand. */
  readonly run?: string;
  readonly lane?: string;
  readonly code?: string;
}

/** The run to start; null when nothing is quarantined that could be tried. */
export interface PreparedRetry {
  readonly run: LandedRun | null;
  /** Lanes that no mapping feeds any more: their records stay quarantined. */
  readonly unfed: readonly string[];
}

/** Records tried again in one run. */
const MOST = 1_000_000;

/** Writes nothing. Throws UsageError `nothing-landed` for a route that never loaded anything into the target. */
export async function prepareRetry(request: RetryRequest): Promise<PreparedRetry> {
  const { ledger, targetInstance, route, config, mappings, now } = request;
  const ran = ranLanes(await ledger.plansOf(targetInstance)).find((one) => one.route === route);
  if (ran === undefined) throw nothingLanded();
  const { lanes, unfed } = withTodaysMappings(ran, mappings);
  const wanted = await wantedOf(request, lanes);
  if (wanted.length === 0) return { run: null, unfed };
  const plan = planRetry({ route, config, lanes, run: newRunId(now), targetInstance, wanted });
  return { run: { plan, pins: pinsOf(mappings), wanted }, unfed };
}

/**
 * The route of the run named, else the name given. Throws UsageError `run-unknown`, and `target-other` for a run that wrote
 * into another target.
 */
export async function retriedRoute(
  ledger: Ledger,
  targetInstance: string,
  { run, route }: { readonly run?: string; readonly route?: string },
): Promise<string | undefined> {
  if (run === undefined) return route;
  const { plan } = await namedRun(ledger, run);
  if (plan.targetInstance === targetInstance) return plan.route;
  const hint = 'name the configuration of that target: --config FILE';
  throw new UsageError(`run ${run} wrote into another target`, { code: 'target-other', hint });
}

/** Nothing was ever loaded into this target. */
export function nothingLanded(): UsageError {
  const hint = 'ferry run loads a route first';
  return new UsageError('nothing has been loaded into this target yet', { code: 'nothing-landed', hint });
}

/** Each lane as it ran last, but with the mapping as its file is now. */
function withTodaysMappings({ lanes }: RanLanes, mappings: readonly BoundMapping[]) {
  const bound = new Map(mappings.map((one) => [`${one.source}.${one.mapping.name}`, one.mapping]));
  const kept = lanes.flatMap((lane): LanePlan[] => {
    const mapping = bound.get(lane.lane);
    if (mapping === undefined || mapping.to !== lane.entity) return [];
    return [{ ...lane, mappingVersion: mapping.version, mappingHash: mapping.hash }];
  });
  return { lanes: kept, unfed: lanes.map(({ lane }) => lane).filter((lane) => !kept.some((one) => one.lane === lane)) };
}

/** Of the lanes that can be loaded, what is quarantined now, or was by the run named. */
async function wantedOf(
  { ledger, targetInstance, route, run, lane, code }: RetryRequest,
  lanes: readonly LanePlan[],
): Promise<readonly WantedRecords[]> {
  const filter = { limit: MOST, ...(lane !== undefined && { lane }), ...(code !== undefined && { code }) };
  const rows =
    run === undefined
      ? await ledger.quarantinedNow({ ...filter, targetInstance, route })
      : await ledger.quarantineList({ ...filter, run });
  return lanes.flatMap((one): WantedRecords[] => {
    const keys = rows.filter((row) => row.lane === one.lane).map(({ key }) => key);
    return keys.length === 0 ? [] : [{ lane: one.lane, keys }];
  });
}
