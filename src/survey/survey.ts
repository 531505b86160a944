/** Surveys a plan that has ended: from what it landed, what it would have written and what the ledger says of it, to its facts. */
import type { Landing } from '../landing/port.ts';
import type { Ledger } from '../ledger/port.ts';
import type { RunRow } from '../ledger/run-rows.ts';
import { MASTERS } from '../model/entity.ts';
import type { MappingFacts, Trace } from '../model/mapping-facts.ts';
import type { Forecast, MasterFacts, PlanFacts, PlanLane, PlanLoss, ReferenceFacts } from '../model/plan-facts.ts';
import type { SourceRecord } from '../model/record.ts';
import type { LanePlan, LaneSettlement, PlanSetting } from '../model/run.ts';
import { driftFacts } from './drift.ts';
import { findingsOf } from './findings.ts';
import { forecast, wholeForecast } from './forecast.ts';
import { impactFacts } from './impact.ts';
import { type LaneFacts, surveyLane } from './lane-survey.ts';
import { some } from './tally.ts';

/** The part of a compiled mapping that looking closely needs. */
export interface SurveyedMapping {
  readonly facts: MappingFacts;
  trace(record: SourceRecord, system: string): Trace;
}

export interface SurveyRequest {
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly row: RunRow;
  /** By hash, as pinned when the plan started. */
  readonly mappings: ReadonlyMap<string, SurveyedMapping>;
}

const MOST_SAMPLES = 30;
const NO_SETTING: PlanSetting = {
  target: { kind: 'unknown', version: null, production: false },
  locks: {},
  quarantineLimit: 1,
  findings: [],
};

/**
 * Everything the plan found out. Repeated while the plan's copy of the record map is there, it finds the same. Throws
 * FatalError `landing-damaged`, `landing-missing`.
 */
export async function surveyPlan(request: SurveyRequest): Promise<PlanFacts> {
  const { row, ledger } = request;
  const { plan } = row;
  const setting = plan.setting ?? NO_SETTING;
  const lanes = plan.levels.flat(2);
  const impact = plan.reads === 'landing' ? await impactsOf(request, lanes) : new Map<string, Impacted>();
  const surveyed: { readonly lane: LanePlan; readonly facts: LaneFacts }[] = [];
  for (const lane of lanes) {
    const wanted = impact.get(lane.lane)?.changedKeys ?? [];
    surveyed.push({ lane, facts: await surveyOne(request, lane, wanted) });
  }
  const planLanes = await lanesOf(request, lanes, setting);
  const facts = {
    format: 1 as const,
    run: row.run,
    route: plan.route,
    madeAt: row.finishedAt ?? row.startedAt,
    reads: plan.reads,
    target: { ...setting.target, instance: plan.basis ?? plan.targetInstance },
    settled: settledOf(row.settlements),
    seconds: secondsOf(row),
    lanes: planLanes,
    forecast: wholeForecast(planLanes.map((lane) => lane.forecast)),
    remarks: plan.remarks ?? [],
    inventory: surveyed.map((one) => one.facts.inventory),
    coverage: surveyed.map((one) => one.facts.coverage),
    fields: surveyed.flatMap((one) => one.facts.fields),
    tables: surveyed.flatMap((one) => one.facts.tables),
    masters: await mastersOf(request, lanes),
    references: await referencesOf(
      request,
      surveyed.map((one) => one.facts),
    ),
    losses: await lossesOf(request, lanes),
    setAside: surveyed.flatMap((one) => one.facts.setAside).sort((a, b) => b.count - a.count),
    excluded: surveyed.flatMap((one) => one.facts.excluded),
    samples: fairShare(
      surveyed.map((one) => one.facts.samples),
      MOST_SAMPLES,
    ),
    drift: await driftFacts(ledger, row),
    impact: await Promise.all(
      surveyed.flatMap(({ lane, facts: { planned } }) => {
        const found = impact.get(lane.lane);
        return found === undefined
          ? []
          : [impactFacts(ledger, { run: row.run, lane, found: found.impact, from: found.from, planned })];
      }),
    ),
  };
  const found = findingsOf(facts, await limitsOf(request, setting));
  return {
    ...facts,
    findings: [
      ...setting.findings.filter(({ weight }) => weight === 'block'),
      ...found,
      ...setting.findings.filter(({ weight }) => weight !== 'block'),
    ],
  };
}

function surveyOne(
  { row, ledger, landing, mappings }: SurveyRequest,
  lane: LanePlan,
  wanted: readonly string[],
): Promise<LaneFacts> {
  const mapping = mappings.get(lane.mappingHash);
  if (mapping === undefined) throw new RangeError(`mapping ${lane.mappingHash} of ${lane.lane} was not handed in`);
  const subject = { lane: lane.lane, source: lane.source, entity: lane.entity, mapping: mapping.facts };
  const trace = (record: SourceRecord, system: string) => mapping.trace(record, system);
  return surveyLane({ run: row.run, subject, trace, ledger, landing, wanted });
}

type Impacted = {
  readonly impact: Awaited<ReturnType<Ledger['laneImpact']>>;
  readonly changedKeys: readonly string[];
  readonly from: { readonly version: string; readonly hash: string } | null;
};

async function impactsOf(
  { row, ledger }: SurveyRequest,
  lanes: readonly LanePlan[],
): Promise<ReadonlyMap<string, Impacted>> {
  const { plan } = row;
  const basis = plan.basis ?? plan.targetInstance;
  const before = (await ledger.plansOf(basis))
    .filter(({ route }) => route === plan.route)
    .flatMap(({ levels }) => levels.flat(2));
  const found = new Map<string, Impacted>();
  for (const { lane } of lanes) {
    const impact = await ledger.laneImpact({
      run: row.run,
      lane,
      overlay: plan.targetInstance,
      basis,
      route: plan.route,
    });
    const last = before.find((one) => one.lane === lane);
    const from = last === undefined ? null : { version: last.mappingVersion, hash: last.mappingHash };
    found.set(lane, { impact, changedKeys: impact.changedKeys, from });
  }
  return found;
}

async function lanesOf(
  { row, ledger, mappings }: SurveyRequest,
  lanes: readonly LanePlan[],
  setting: PlanSetting,
): Promise<readonly PlanLane[]> {
  const forecasts = await forecastsOf(ledger, row);
  return lanes.flatMap((lane): PlanLane[] => {
    const settlement = row.settlements.find((one) => one.lane === lane.lane);
    if (settlement === undefined) return [];
    const { tally, enumerated, distinct, outcomes, settled, differences } = settlement;
    const file = mappings.get(lane.mappingHash)?.facts.file ?? '';
    return [
      {
        ...{ lane: lane.lane, entity: lane.entity, source: lane.source, sourceEntity: lane.sourceEntity },
        ...{
          where: lane.where,
          sample: lane.sample ?? null,
          tally,
          enumerated,
          distinct,
          outcomes,
          settled,
          differences,
        },
        mapping: { name: lane.mapping, version: lane.mappingVersion, hash: lane.mappingHash, file },
        lock: setting.locks[lane.lane] ?? 'unlocked',
        forecast: forecasts(lane, settlement),
      },
    ];
  });
}

/** Of a sample, how many records there are in all stands in the words of its tally. */
async function forecastsOf(
  ledger: Ledger,
  row: RunRow,
): Promise<(lane: LanePlan, settlement: LaneSettlement) => Forecast> {
  const { plan, run } = row;
  const own = await ledger.lanePaces(run);
  const before = await Promise.all(
    (await ledger.writingRuns(plan.basis ?? plan.targetInstance, plan.route)).map((one) => ledger.lanePaces(one)),
  );
  return ({ lane, sample }, { enumerated, tally }) => {
    const whole = sample === undefined ? enumerated : Number(/ of ([\d]+) /.exec(tally.how)?.[1] ?? enumerated);
    return forecast({ records: whole, plan: own.get(lane), before: before.flatMap((paces) => paces.get(lane) ?? []) });
  };
}

async function mastersOf({ row, ledger }: SurveyRequest, lanes: readonly LanePlan[]): Promise<readonly MasterFacts[]> {
  const { plan, run } = row;
  const entities = MASTERS.filter((entity) => lanes.some((lane) => lane.entity === entity));
  const made: MasterFacts[] = [];
  for (const entity of entities) {
    const own = lanes.filter((lane) => lane.entity === entity);
    const precedence = own[0]?.precedence ?? [];
    const rows = await ledger.masterRows({ targetInstance: plan.targetInstance, entity, precedence });
    const twice = await Promise.all(
      own.map(({ lane }) => ledger.quarantineList({ run, lane, code: 'identity-duplicate', limit: 1_000 })),
    );
    const duplicates = twice.flat().map(({ key, lane }) => ({ key, lane, name: key }));
    made.push({ entity, ...rows, duplicates: some(duplicates, 50), owners: byField(rows.owners) });
  }
  return made;
}

function byField(
  owners: readonly { readonly field: string; readonly source: string; readonly count: number }[],
): MasterFacts['owners'] {
  const fields = [...new Set(owners.map(({ field }) => field))];
  return fields.map((field) => ({
    field,
    sources: owners.filter((one) => one.field === field).map(({ source, count }) => ({ name: source, count })),
  }));
}

async function referencesOf({ row, ledger }: SurveyRequest, lanes: readonly LaneFacts[]): Promise<ReferenceFacts> {
  const entityOf = new Map(row.plan.levels.flat(2).map(({ lane, entity }) => [lane, entity]));
  const losses = (await ledger.losses(row.run)).filter(({ code }) => /dangling/.test(code));
  const dangling = losses.map(({ lane, path, count, exampleKey }) => ({
    lane,
    field: path,
    entity: null,
    count,
    exampleKey,
  }));
  const equal = await ledger.equalRecords(row.run);
  const groups = equal.shown.flatMap(({ lane, keys }) => {
    const entity = entityOf.get(lane);
    return entity === undefined ? [] : [{ entity, keys }];
  });
  const cycles = lanes.flatMap(({ cycles: found }) => found.shown);
  return {
    dangling: some(dangling, 100),
    cycles: { total: lanes.reduce((sum, lane) => sum + lane.cycles.total, 0), shown: cycles },
    duplicates: { total: equal.total, shown: groups },
  };
}

async function lossesOf(
  { row, ledger, mappings }: SurveyRequest,
  lanes: readonly LanePlan[],
): Promise<readonly PlanLoss[]> {
  const hashes = new Map(lanes.map(({ lane, mappingHash }) => [lane, mappingHash]));
  return grouped(await ledger.losses(row.run)).map(({ lane, code, field, count, message, exampleKey }) => {
    const accepts = mappings.get(hashes.get(lane) ?? '')?.facts.accepts ?? [];
    const accepted = accepts.find((one) => one.code === code && one.field === field);
    return {
      lane,
      code,
      field,
      count,
      message,
      exampleKey,
      accepted: accepted === undefined ? null : { by: accepted.by, because: accepted.because },
    };
  });
}

/** Losses in items of lists count under one field. */
function grouped(rows: Awaited<ReturnType<Ledger['losses']>>): readonly Omit<PlanLoss, 'accepted'>[] {
  const groups = new Map<string, Omit<PlanLoss, 'accepted'>>();
  for (const { lane, code, path, count, message, exampleKey } of rows) {
    const field = path.replace(/\[\d+\]/g, '[]');
    const known = groups.get(`${lane}\n${code}\n${field}`);
    groups.set(`${lane}\n${code}\n${field}`, {
      lane,
      code,
      field,
      message,
      exampleKey,
      ...known,
      count: count + (known?.count ?? 0),
    });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

async function limitsOf({ row, ledger }: SurveyRequest, { quarantineLimit }: PlanSetting) {
  const { plan } = row;
  const runs = await ledger.writingRuns(plan.basis ?? plan.targetInstance, plan.route);
  const paces = await Promise.all(runs.map((run) => ledger.lanePaces(run)));
  const hadRecords = new Set(
    paces.flatMap((each) => [...each].flatMap(([lane, { records }]) => (records > 0 ? [lane] : []))),
  );
  const policies = new Map(plan.levels.flat(2).map(({ lane, drift }) => [lane, drift]));
  const freezes = (lane: string, kind: string) =>
    Object.entries(policies.get(lane) ?? {}).some(([of, policy]) => of === kind && policy === 'freeze');
  return { quarantine: quarantineLimit, hadRecords, freezes };
}

/** From each lane in turn, so that a lane with many samples doesn't hide the others. */
function fairShare<T>(lists: readonly (readonly T[])[], most: number): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  const turns = Array.from({ length: longest }, (_, turn) => lists.flatMap((list) => list.slice(turn, turn + 1)));
  const chosen = new Set(turns.flat().slice(0, most));
  return lists.flatMap((list) => list.filter((one) => chosen.has(one)));
}

function settledOf(settlements: readonly LaneSettlement[]): PlanFacts['settled'] {
  if (settlements.some(({ settled }) => settled === false)) return false;
  return settlements.every(({ settled }) => settled === true) ? true : 'unproven';
}

function secondsOf({ startedAt, finishedAt }: RunRow): number {
  return finishedAt === null ? 0 : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}
