/** What an approval of a plan covers, and why it doesn't cover a run: the rules behind `ferry plan approve`. Pure. */
import type { ApprovedLane, ApprovedScope } from '../model/approval.ts';
import { canonicalJson } from '../model/canonical.ts';
import type { LanePlan, RunPlan } from '../model/run.ts';
import type { SourceShape } from '../model/source-shape.ts';

/** What a plan's approval is bound to. */
export function scopeOf(plan: RunPlan): ApprovedScope {
  return {
    reads: plan.reads,
    lanes: plan.levels.flat(2).map(approvedLane),
    sources: plan.sources ?? [],
    contract: plan.contract ?? null,
  };
}

function approvedLane(plan: LanePlan): ApprovedLane {
  const { lane, mapping, mappingVersion, mappingHash, source, sourceEntity, entity, where } = plan;
  return { lane, mapping, mappingVersion, mappingHash, source, sourceEntity, entity, where };
}

/** One hash for all of a scope; the order of lanes and sources doesn't count. */
export function fingerprintOf(
  { reads, lanes, sources, contract }: ApprovedScope,
  hash: (text: string) => string,
): string {
  const laneRows = [...lanes].sort((a, b) => (a.lane < b.lane ? -1 : 1)).map((lane) => ({ ...lane }));
  const sourceRows = [...sources].sort((a, b) => (a.source < b.source ? -1 : 1)).map((source) => ({ ...source }));
  return hash(canonicalJson({ reads, lanes: laneRows, sources: sourceRows, contract }));
}

/** A plan and the scope it was approved with. */
export interface Approved {
  readonly plan: string;
  readonly scope: ApprovedScope;
}

/**
 * Why the approval doesn't cover this run, in sentences; empty: it does. A run of fewer lanes is covered. A run over what
 * has landed reads no source, so the sources may have changed.
 */
export function uncovered(approved: Approved, run: RunPlan): readonly string[] {
  const lanes = run.levels.flat(2).flatMap((lane) => laneChange(approved, lane, run.reads));
  const target = contractChange(approved, run.contract ?? null);
  if (run.reads === 'landing') return [...lanes, ...target];
  if (approved.scope.reads === 'landing') {
    return [`plan ${approved.plan} looked at what has landed, not at the sources`, ...lanes, ...target];
  }
  const read = new Set(run.levels.flat(2).map(({ source }) => source));
  const shapes = (run.sources ?? []).filter(({ source }) => read.has(source));
  return [...lanes, ...shapes.flatMap((shape) => sourceChange(approved, shape)), ...target];
}

function laneChange({ plan, scope }: Approved, now: LanePlan, reads: RunPlan['reads']): string[] {
  const then = scope.lanes.find(({ lane }) => lane === now.lane);
  if (then === undefined) return [`${now.lane} was no part of plan ${plan}`];
  const changes: string[] = [];
  if (then.mappingHash !== now.mappingHash) {
    changes.push(`mapping ${now.mapping} changed since plan ${plan}: ${versionOf(then)} → ${versionOf(now)}`);
  }
  if (then.sourceEntity !== now.sourceEntity || then.entity !== now.entity) {
    const way = (lane: ApprovedLane) => `${lane.sourceEntity} as ${lane.entity}`;
    changes.push(`${now.lane} loads something else than in plan ${plan}: ${way(then)} → ${way(now)}`);
  }
  if (reads === 'source' && then.where !== now.where) {
    const scopeWords = (where: string | null) => where ?? 'everything';
    changes.push(
      `the scope (where) of ${now.lane} changed since plan ${plan}: ${scopeWords(then.where)} → ${scopeWords(now.where)}`,
    );
  }
  return changes;
}

function versionOf({ mappingVersion, mappingHash }: Pick<ApprovedLane, 'mappingVersion' | 'mappingHash'>): string {
  return `${mappingVersion}#${mappingHash.slice(0, 8)}`;
}

function sourceChange({ plan, scope }: Approved, now: SourceShape): string[] {
  const then = scope.sources.find(({ source }) => source === now.source);
  if (then === undefined) return [`source ${now.source} was no part of plan ${plan}`];
  if (then.kind !== now.kind)
    return [`source ${now.source} was of another kind in plan ${plan}: ${then.kind} → ${now.kind}`];
  if (then.installation !== now.installation)
    return [`source ${now.source} is another installation than in plan ${plan}`];
  const gone = then.entities.filter((entity) => !now.entities.includes(entity));
  const come = now.entities.filter((entity) => !then.entities.includes(entity));
  return [
    ...(gone.length === 0 ? [] : [`source ${now.source} no longer has ${gone.join(', ')}, unlike in plan ${plan}`]),
    ...(come.length === 0 ? [] : [`source ${now.source} has ${come.join(', ')} that plan ${plan} didn't see`]),
    ...(then.state === now.state ? [] : [`the files of source ${now.source} changed since plan ${plan}`]),
  ];
}

/** A target that doesn't say what it takes is held to nothing. */
function contractChange({ plan, scope }: Approved, now: string | null): string[] {
  if (now === null || scope.contract === null || now === scope.contract) return [];
  return [`the target takes something else than when plan ${plan} was made`];
}
