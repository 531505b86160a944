/** ferry quarantine retry: maps what was set aside again, with today's mapping files, and loads it from what landed. */

import { UsageError } from '../errors.ts';
import type { WantedRecords } from '../ledger/runs/rows.ts';
import type { LanePlan, RunPlan } from '../model/run.ts';
import { chooseRoute, loadConfig } from '../project/configuration.ts';
import { type BoundMapping, refuseDrift, routeMappings } from '../project/route-mappings.ts';
import { pinsOf } from '../runs/pins.ts';
import { kindsOf, newRunId } from '../runs/prepare.ts';
import { planRetry, type RanLanes, ranLanes } from '../runs/retry-plan.ts';
import { namedRun } from '../runs/which-run.ts';
import { authorised } from './authorised.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { atTarget, carryLanded, nothingLanded, type Place } from './landing-runs.ts';

export interface QuarantineRetryOptions extends CommonOptions {
  readonly run?: string;
  readonly route?: string;
  readonly lane?: string;
  readonly code?: string;
  /** Why a production target is written into without an approved plan. */
  readonly withoutPlan?: string;
}

/** Records that cross leave the list; the others stay in it, with today's reason. Nothing is read from any source. */
export async function quarantineRetry(context: Context, options: QuarantineRetryOptions): Promise<ExitCode> {
  const config = await loadConfig(context.config, context.env);
  return atTarget(context, async (place) => {
    const route = chooseRoute(config, await routeName(place, options));
    const mappings = await routeMappings(route, kindsOf(config));
    refuseDrift(mappings);
    const ran = ranLanes(await place.runtime.ledger.plansOf(place.targetInstance)).find(
      (one) => one.route === route.name,
    );
    if (ran === undefined) throw nothingLanded();
    const today = withTodaysMappings(ran, mappings);
    for (const lane of today.left) context.output.note(`no mapping feeds ${lane} any more; its records stay set aside`);
    const wanted = await wantedOf(place, today.lanes, { ...options, route: route.name });
    if (wanted.length === 0) return nothingQuarantined(context);
    const { targetInstance } = place;
    const lanes = today.lanes;
    const unauthorised = planRetry({
      route: route.name,
      config: config.file,
      lanes,
      run: newRunId(new Date()),
      targetInstance,
      wanted,
    });
    const plan = await authorisedRetry(context, place, { plan: unauthorised, ...options });
    const runs = [{ plan, pins: pinsOf(mappings), wanted }];
    const { exit, outcomes } = await carryLanded(context, place, { runs, decided: async () => undefined });
    context.output.give(outcomes[0]);
    return exit;
  });
}

/** See `authorise`. */
function authorisedRetry(
  context: Context,
  { runtime: { ledger }, target, contract }: Place,
  { plan, withoutPlan }: Pick<QuarantineRetryOptions, 'withoutPlan'> & { readonly plan: RunPlan },
): Promise<RunPlan> {
  const asked = { ledger, target, plan: { ...plan, contract } };
  return authorised(context, { ...asked, ...(withoutPlan !== undefined && { withoutPlan }) });
}

/** The route of the run named. Throws UsageError `run-unknown`, `target-other`. */
async function routeName(
  { runtime, targetInstance }: Place,
  options: QuarantineRetryOptions,
): Promise<string | undefined> {
  if (options.run === undefined) return options.route;
  const { plan } = await namedRun(runtime.ledger, options.run);
  if (plan.targetInstance === targetInstance) return plan.route;
  const hint = 'name the configuration of that target: --config FILE';
  throw new UsageError(`run ${options.run} wrote into another target`, { code: 'target-other', hint });
}

/** Each lane as it ran last, but with the mapping as its file is now. Lanes whose mapping is gone are left. */
function withTodaysMappings({ lanes }: RanLanes, mappings: readonly BoundMapping[]) {
  const bound = new Map(mappings.map((one) => [`${one.source}.${one.mapping.name}`, one.mapping]));
  const kept = lanes.flatMap((lane): LanePlan[] => {
    const mapping = bound.get(lane.lane);
    if (mapping === undefined || mapping.to !== lane.entity) return [];
    return [{ ...lane, mappingVersion: mapping.version, mappingHash: mapping.hash }];
  });
  return { lanes: kept, left: lanes.map(({ lane }) => lane).filter((lane) => !kept.some((one) => one.lane === lane)) };
}

/** Of the lanes that can be carried, what is set aside now, or was by the run named. */
async function wantedOf(
  { runtime, targetInstance }: Place,
  lanes: readonly LanePlan[],
  { route, run, ...only }: QuarantineRetryOptions & { readonly route: string },
): Promise<readonly WantedRecords[]> {
  const { ledger } = runtime;
  const { lane, code } = only;
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

/** Records tried again in one run. */
const MOST = 1_000_000;

function nothingQuarantined({ output }: Context): ExitCode {
  output.say('Nothing is set aside that could be tried again.');
  output.give({ run: null, entities: {} });
  return EXIT.done;
}
