/** Lanes of a plan with how they ended and how long a run over each would take. */
import { readSampleTotal } from '../../landing/sample-note.ts';
import type { PlanLane } from '../../model/plan-facts/lanes.ts';
import type { LanePlan, PlanContext } from '../../model/run.ts';
import type { LaneSettlement } from '../../model/settlement.ts';
import type { PlanFactsRequest } from './facts-request.ts';
import { forecast } from './forecast.ts';

/** In the order of the plan; lanes without a settlement are left out. */
export async function lanesOf(
  request: PlanFactsRequest,
  lanes: readonly LanePlan[],
  { locks }: PlanContext,
): Promise<readonly PlanLane[]> {
  const { row, mappings } = request;
  const forecasts = await forecastsOf(request);
  const made: PlanLane[] = [];
  for (const plan of lanes) {
    const settlement = row.settlements.find(({ lane }) => lane === plan.lane);
    if (settlement === undefined) continue;
    const { lane, entity, source, sourceEntity, where, mapping, mappingVersion, mappingHash } = plan;
    const { sourceCount, enumerated, distinct, outcomes, settled, differences } = settlement;
    made.push({
      ...{ lane, entity, source, sourceEntity, where, sample: plan.sample ?? null },
      ...{ sourceCount, enumerated, distinct, outcomes, settled, differences },
      mapping: {
        ...{ name: mapping, version: mappingVersion, hash: mappingHash },
        file: mappings.get(mappingHash)?.facts.file ?? '',
      },
      lock: locks[lane] ?? 'unlocked',
      forecast: await forecasts(plan, settlement),
    });
  }
  return made;
}

async function forecastsOf({ ledger, landing, row }: PlanFactsRequest) {
  const { plan, run } = row;
  const own = await ledger.laneTimings(run);
  const timingsOf = async (runs: Promise<readonly string[]>) =>
    Promise.all((await runs).map((one) => ledger.laneTimings(one)));
  const instance = plan.basis ?? plan.targetInstance;
  const before = await timingsOf(ledger.writingRuns(instance, plan.route));
  const target = (await timingsOf(ledger.writingRuns(instance))).flatMap((timings) => [...timings.values()]);
  return async ({ lane, sample }: LanePlan, { enumerated }: LaneSettlement) => {
    const total = sample === undefined ? null : await readSampleTotal(landing, { run, lane });
    return forecast({
      records: total ?? enumerated,
      sampled: total !== null,
      plan: own.get(lane),
      before: before.flatMap((timings) => timings.get(lane) ?? []),
      target,
    });
  };
}
