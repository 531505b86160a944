/** Gathers the facts of a plan that has ended: from what it landed, what it would have written, and the ledger. */
import { FatalError } from '../../errors.ts';
import { readSampleTotal } from '../../landing/sample-note.ts';
import { laneFindings } from '../../messages/lane-findings.ts';
import { FACTS_FORMAT, type PlanFacts } from '../../model/plan-facts/facts.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { LanePlan, PlanContext } from '../../model/run.ts';
import { type LaneSettlement, settledOver } from '../../model/settlement.ts';
import { findCycles } from '../profile/cycles.ts';
import { type LaneFacts, profileLane } from '../profile/lane-profile.ts';
import { groupAlike } from './alike.ts';
import { comparedLanes, driftFacts, unjudgedDrift } from './drift.ts';
import type { PlanFactsRequest } from './facts-request.ts';
import { findingsOf, type Limits } from './findings.ts';
import { planTime, wholeForecast } from './forecast.ts';
import { countImpacts, impactFacts, type ProfiledLane } from './impact.ts';
import { lanesOf } from './lanes.ts';
import { lossesOf } from './losses.ts';
import { mastersOf } from './masters.ts';
import { referencesOf } from './references.ts';

const MOST_SAMPLES = 30;

/**
 * Everything the plan found out. Repeated while the plan's copy of the record map is there, it finds the same. Throws
 * FatalError `landing-damaged`, `landing-missing`, `mapping-missing`, `plan-basis` for a run that isn't a plan.
 */
export async function gatherPlanFacts(request: PlanFactsRequest): Promise<PlanFacts> {
  const context = contextOf(request);
  const facts = await gathered(request, context);
  const own = findingsOf(facts, await limitsOf(request, context));
  const told = laneFindings(await request.ledger.findings(request.row.run));
  const known = (blocks: boolean) => context.findings.filter(({ weight }) => (weight === 'block') === blocks);
  return { ...facts, findings: groupAlike([...known(true), ...own, ...told, ...known(false)]) };
}

/** Without it the findings that it holds would be missing, and the plan judged too mildly. */
function contextOf({ row: { run, plan } }: PlanFactsRequest): PlanContext {
  if (plan.context !== undefined) return plan.context;
  throw new FatalError(`run ${run} isn't a plan: it has no context`, { code: 'plan-basis', hint: 'ferry plan' });
}

async function gathered(request: PlanFactsRequest, context: PlanContext): Promise<Omit<PlanFacts, 'findings'>> {
  const { row, ledger } = request;
  const { plan, run, settlements } = row;
  const lanes = plan.levels.flat(2);
  const cycles = findCycles();
  const impacts = await countImpacts(request, lanes);
  const profiled: ProfiledLane[] = [];
  for (const lane of lanes) {
    const wanted = impacts.get(lane.lane)?.counts.changedKeys ?? [];
    profiled.push({ lane, facts: await profileOne(request, lane, { wanted, cycles }) });
  }
  const planLanes = await lanesOf(request, lanes, context);
  const losses = await ledger.losses(run);
  const seconds =
    row.finishedAt === null ? 0 : Math.round((Date.parse(row.finishedAt) - Date.parse(row.startedAt)) / 100) / 10;
  const timings = await ledger.laneTimings(run);
  return {
    ...{ format: FACTS_FORMAT, run, route: plan.route, madeAt: row.finishedAt ?? row.startedAt, reads: plan.reads },
    target: { ...context.target, instance: plan.basis ?? plan.targetInstance },
    settled: settledOf(settlements, lanes),
    seconds,
    lanes: planLanes,
    forecast: wholeForecast(
      planLanes.map((lane) => lane.forecast),
      planLanes.some(({ sample }) => sample !== null) ? null : planTime(seconds, timings.values()),
    ),
    remarks: plan.remarks ?? [],
    ...ofLanes(profiled.map(({ facts }) => facts)),
    masters: await mastersOf(
      request,
      lanes,
      profiled.flatMap(({ facts }) => facts.quarantined),
    ),
    references: await referencesOf(request, losses, cycles.facts()),
    losses: lossesOf(request, lanes, losses),
    drift: await driftFacts(ledger, row),
    driftUnjudged: await unjudgedDrift(ledger, row),
    driftLanes: await comparedLanes(ledger, row),
    impact: await impactFacts(request, profiled, impacts),
  };
}

/** The facts of single lanes, put together. */
function ofLanes(lanes: readonly LaneFacts[]) {
  return {
    inventory: lanes.map(({ inventory }) => inventory),
    coverage: lanes.map(({ coverage }) => coverage),
    fields: lanes.flatMap(({ fields }) => fields),
    tables: lanes.flatMap(({ tables }) => tables),
    quarantined: lanes.flatMap(({ quarantined }) => quarantined).sort((a, b) => b.count - a.count),
    excluded: lanes.flatMap(({ excluded }) => excluded),
    samples: fairShare(
      lanes.map(({ samples }) => samples),
      MOST_SAMPLES,
    ),
  };
}

function profileOne(
  { row, ledger, landing, mappings }: PlanFactsRequest,
  lane: LanePlan,
  asked: { readonly wanted: readonly string[]; readonly cycles: ReturnType<typeof findCycles> },
): Promise<LaneFacts> {
  const mapping = mappings.get(lane.mappingHash);
  if (mapping === undefined) {
    const hint = 'ferry plan makes another';
    throw new FatalError(`the mapping that ${lane.lane} was planned with is gone`, { code: 'mapping-missing', hint });
  }
  const subject = { lane: lane.lane, source: lane.source, entity: lane.entity, mapping: mapping.facts };
  const trace = (record: SourceRecord, system: string) => mapping.trace(record, system);
  return profileLane({ run: row.run, instance: row.plan.targetInstance, subject, trace, ledger, landing, ...asked });
}

async function limitsOf(request: PlanFactsRequest, { quarantineLimit }: PlanContext): Promise<Limits> {
  const { row, ledger } = request;
  const { plan } = row;
  const runs = await ledger.writingRuns(plan.basis ?? plan.targetInstance, plan.route);
  const timings = await Promise.all(runs.map((run) => ledger.laneTimings(run)));
  const hadRecords = new Set(
    timings.flatMap((each) => [...each].flatMap(([lane, { records }]) => (records > 0 ? [lane] : []))),
  );
  const policies = new Map(plan.levels.flat(2).map(({ lane, drift }) => [lane, drift]));
  const freezes = (lane: string, kind: string) =>
    Object.entries(policies.get(lane) ?? {}).some(([of, policy]) => of === kind && policy === 'freeze');
  return { quarantine: quarantineLimit, shares: await sharesOf(request), hadRecords, freezes };
}

/** Of a sampled lane, those quarantined in the sample out of all records: what a sample shows is a part of what there is. */
async function sharesOf({ row: { run, plan }, ledger, landing }: PlanFactsRequest): Promise<Limits['shares']> {
  const shares = plan.levels.flat(2).map(async ({ lane, sample }) => {
    const share = await ledger.quarantineShare({ run, lane });
    const total = sample === undefined ? null : await readSampleTotal(landing, { run, lane });
    return [lane, total === null ? share : { ...share, whole: total }] as const;
  });
  return new Map(await Promise.all(shares));
}

/** Round robin over the lanes, so that a lane with many samples doesn't hide the others. */
function fairShare<T>(lists: readonly (readonly T[])[], most: number): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const rounds = Array.from({ length: longest }, (_, round) => lists.flatMap((list) => list.slice(round, round + 1)));
  const chosen = new Set(rounds.flat().slice(0, most));
  return lists.flatMap((list) => list.filter((one) => chosen.has(one)));
}

/** A lane of which nobody knows how it ended has not settled. */
function settledOf(settlements: readonly LaneSettlement[], lanes: readonly LanePlan[]): PlanFacts['settled'] {
  if (lanes.some(({ lane }) => !settlements.some((one) => one.lane === lane))) return false;
  return settledOver(settlements);
}
