/** What changed mappings do to what is loaded, lane by lane of a plan over the landing, with a few records before and after. */
import type { LaneImpact } from '../../ledger/plans/profile-rows.ts';
import { sentenceOf } from '../../messages/sentence.ts';
import type { ImpactFacts } from '../../model/plan-facts/impact.ts';
import type { LanePlan } from '../../model/run.ts';
import { cut } from '../profile/bounded-count.ts';
import type { LaneFacts } from '../profile/lane-profile.ts';
import { shown } from '../profile/profiled-record.ts';
import type { PlanFactsRequest } from './facts-request.ts';

const MOST_TEXT = 500;

/** The impact on one lane as the ledger counts it; `from` is the mapping that last loaded the lane, null when none has. */
export interface CountedImpact {
  readonly counts: LaneImpact;
  readonly from: ImpactFacts['from'];
}

/** By lane; empty for a plan that reads the systems themselves. */
export async function countImpacts(
  { row, ledger }: PlanFactsRequest,
  lanes: readonly LanePlan[],
): Promise<ReadonlyMap<string, CountedImpact>> {
  const { plan, run } = row;
  const counted = new Map<string, CountedImpact>();
  if (plan.reads !== 'landing') return counted;
  const basis = plan.basis ?? plan.targetInstance;
  const all = (await ledger.plansOf(basis)).filter(({ route }) => route === plan.route);
  const before = all.flatMap(({ levels }) => levels.flat(2));
  for (const { lane } of lanes) {
    const counts = await ledger.laneImpact({ run, lane, overlay: plan.targetInstance, basis });
    const last = before.find((one) => one.lane === lane);
    const from = last === undefined ? null : { version: last.mappingVersion, hash: last.mappingHash };
    counted.set(lane, { counts, from });
  }
  return counted;
}

/** A lane of a plan and its profile; records after a change are taken from `facts.planned`. */
export interface ProfiledLane {
  readonly lane: LanePlan;
  readonly facts: LaneFacts;
}

/** Before: as the target holds a record now, people's edits included. After: as it would be written. */
export function impactFacts(
  request: PlanFactsRequest,
  profiled: readonly ProfiledLane[],
  impacts: ReadonlyMap<string, CountedImpact>,
): Promise<readonly ImpactFacts[]> {
  const facts = profiled.flatMap((one) => {
    const impact = impacts.get(one.lane.lane);
    return impact === undefined ? [] : [laneImpactFacts(request, one, impact)];
  });
  return Promise.all(facts);
}

async function laneImpactFacts(
  { row, ledger }: PlanFactsRequest,
  { lane, facts: { planned } }: ProfiledLane,
  { counts: all, from }: CountedImpact,
): Promise<ImpactFacts> {
  const { changedKeys, newlyExcluded, ...counts } = all;
  const excluded = newlyExcluded.shown.map((one) => ({ key: one.key, rule: sentenceOf('problem', one) }));
  const before = await ledger.imagesBefore(row.run, changedKeys);
  const samples = changedKeys.flatMap((key) => {
    const after = planned.get(key);
    if (after === undefined) return [];
    const held = before.get(key) ?? {};
    const fields = Object.entries(after).map(([field, value]) => ({
      field,
      before: cut(shown(held[field]), MOST_TEXT),
      after: cut(shown(value), MOST_TEXT),
    }));
    return [{ key, fields }];
  });
  return {
    lane: lane.lane,
    from,
    to: { version: lane.mappingVersion, hash: lane.mappingHash },
    ...counts,
    newlyExcluded: { total: newlyExcluded.total, shown: excluded },
    samples,
  };
}
