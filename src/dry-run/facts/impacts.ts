/** What changed mappings do to what is loaded, over all lanes of a plan that reads the landing. */
import type { ImpactFacts } from '../../model/plan-facts/impact.ts';
import type { LanePlan } from '../../model/run.ts';
import type { LaneFacts } from '../profile/lane-profile.ts';
import type { PlanFactsRequest } from './facts-request.ts';
import { impactFacts } from './impact.ts';

/** As the ledger counted it; `from` is the mapping that last loaded the lane, null when none has. */
export type Impacted = {
  readonly impact: Awaited<ReturnType<PlanFactsRequest['ledger']['laneImpact']>>;
  readonly from: ImpactFacts['from'];
};

/** By lane; empty for a plan that reads the systems themselves. */
export async function impactsOf(
  { row, ledger }: PlanFactsRequest,
  lanes: readonly LanePlan[],
): Promise<ReadonlyMap<string, Impacted>> {
  const { plan, run } = row;
  const found = new Map<string, Impacted>();
  if (plan.reads !== 'landing') return found;
  const basis = plan.basis ?? plan.targetInstance;
  const all = (await ledger.plansOf(basis)).filter(({ route }) => route === plan.route);
  const before = all.flatMap(({ levels }) => levels.flat(2));
  for (const { lane } of lanes) {
    const impact = await ledger.laneImpact({ run, lane, overlay: plan.targetInstance, basis });
    const last = before.find((one) => one.lane === lane);
    const from = last === undefined ? null : { version: last.mappingVersion, hash: last.mappingHash };
    found.set(lane, { impact, from });
  }
  return found;
}

/** A lane of a plan and its profile; records after a change are taken from `facts.planned`. */
export interface ProfiledLane {
  readonly lane: LanePlan;
  readonly facts: LaneFacts;
}

/** With a few records before and after. */
export function impactsIn(
  { row, ledger }: PlanFactsRequest,
  profiled: readonly ProfiledLane[],
  impacts: ReadonlyMap<string, Impacted>,
): Promise<readonly ImpactFacts[]> {
  const wanted = profiled.flatMap(({ lane, facts: { planned } }) => {
    const known = impacts.get(lane.lane);
    return known === undefined ? [] : [{ run: row.run, lane, found: known.impact, from: known.from, planned }];
  });
  return Promise.all(wanted.map((request) => impactFacts(ledger, request)));
}
