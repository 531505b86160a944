/** Derives the findings from the other facts of a plan: what blocks a run, what somebody should look at, what is good to know. Pure. */
import { finding, lossFinding } from '../../messages/make.ts';
import type { PlanFinding, Weight } from '../../model/finding.ts';
import type { LaneCoverage } from '../../model/plan-facts/coverage.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { PlanLane } from '../../model/plan-facts/lanes.ts';
import type { PlanLoss } from '../../model/plan-facts/losses.ts';
import { basisOf, exceedsLimit, type QuarantineShare } from '../../model/quarantine-limit.ts';
import { withTopReason } from './top-reason.ts';

type Found = Omit<PlanFacts, 'findings'>;

/** What decides whether a finding blocks or only warns. */
export interface Limits {
  /** Share (0–1) of quarantined records above which a lane of the route waits. */
  readonly quarantine: number;
  /** By lane, what its run would be judged by at its end. */
  readonly shares: ReadonlyMap<string, QuarantineShare>;
  /** Lanes that had records in an earlier run. */
  readonly hadRecords: ReadonlySet<string>;
  /** Policies that would hold a lane. */
  readonly freezes: (lane: string, kind: string) => boolean;
}

/** Blocking ones first, then by how many records they are about. */
export function findingsOf(facts: Found, limits: Limits): readonly PlanFinding[] {
  const all = [
    ...unexplained(facts),
    ...facts.lanes.flatMap((lane) => laneFindings(lane, facts, limits)),
    ...facts.coverage.flatMap((lane) => unmappedFields(lane, facts)),
    ...facts.tables.flatMap((table) => (isAccepted(table, facts) ? [] : unknownValues(table))),
    ...facts.losses.flatMap(lossOf),
    ...references(facts),
    ...masters(facts),
    ...facts.drift.map((drift) => driftFinding(drift, limits)),
    ...facts.driftUnjudged.map(({ lane, field }) =>
      finding({ weight: 'note', code: 'drift-too-many', params: { field }, lane }),
    ),
    ...facts.remarks.map(({ source, message: remark }) =>
      finding({ weight: 'warn', code: 'source-remark', params: { source, remark } }),
    ),
  ];
  const order: readonly Weight[] = ['block', 'warn', 'note'];
  return all
    .map((one) => withTopReason(one, facts.quarantined))
    .sort((a, b) => order.indexOf(a.weight) - order.indexOf(b.weight) || (b.records ?? 0) - (a.records ?? 0));
}

/** What didn't settle blocks, also where no lane says why. */
function unexplained({ settled, lanes }: Found): PlanFinding[] {
  if (settled !== false || lanes.some(({ differences }) => differences.length > 0)) return [];
  return [finding({ weight: 'block', code: 'not-settled', params: { difference: null } })];
}

function laneFindings(lane: PlanLane, facts: Found, limits: Limits): PlanFinding[] {
  const at = { lane: lane.lane };
  const { how } = lane.sourceCount;
  return [
    ...lane.differences.map((difference) =>
      finding({ weight: 'block', code: 'not-settled', params: { difference }, ...at }),
    ),
    ...quarantined(lane, limits),
    ...empty(lane, facts, limits),
    ...(lane.sample === null && lane.settled === 'unproven'
      ? [finding({ weight: 'warn', code: 'unproven', params: { how }, ...at })]
      : []),
    ...lock(lane),
  ];
}

/** Blocks where the run would wait, judged as the run judges. */
function quarantined({ lane, distinct, outcomes }: PlanLane, { quarantine, shares }: Limits): PlanFinding[] {
  const records = outcomes.quarantined;
  if (records === 0) return [];
  const share = shares.get(lane);
  if (share === undefined || !exceedsLimit(share, quarantine)) {
    const params = { count: records, distinct, percent: null };
    return [finding({ weight: 'warn', code: 'quarantined', params, lane, records })];
  }
  const params = {
    count: share.quarantined,
    distinct: basisOf(share),
    percent: Math.round(quarantine * 100_000) / 1000,
  };
  return [finding({ weight: 'block', code: 'quarantine-limit', params, lane, records })];
}

function empty(
  { lane, distinct, source, sourceEntity }: PlanLane,
  { reads }: Found,
  { hadRecords }: Limits,
): PlanFinding[] {
  if (distinct > 0 || reads === 'landing') return [];
  const before = hadRecords.has(lane);
  const params = { source, entity: sourceEntity, before };
  return [finding({ weight: before ? 'block' : 'warn', code: 'source-empty', params, lane })];
}

function lock({ lane, lock: state, mapping }: PlanLane): PlanFinding[] {
  if (state === 'locked') return [];
  const params = { mapping: `${mapping.name} ${mapping.version}` };
  return state === 'drifted'
    ? [finding({ weight: 'block', code: 'mapping-drift', params, lane })]
    : [finding({ weight: 'note', code: 'mapping-unlocked', params, lane })];
}

/** One finding a lane, however many fields. */
function unmappedFields(
  { lane, unmappedFields: { total, capped, records } }: LaneCoverage,
  { fields }: Found,
): PlanFinding[] {
  if (total === 0) return [];
  const own = fields.filter((one) => one.lane === lane && one.fate === 'unmapped');
  const params = { names: own.slice(0, MOST_NAMES).map(({ field }) => field), total, capped, count: records };
  const found = finding({ weight: 'warn', code: 'field-unmapped', params, lane, records });
  const [only] = own;
  const [value] = only?.examples ?? [];
  if (total > 1 || only === undefined || value === undefined) return [found];
  return [{ ...found, example: { key: null, field: only.field, value } }];
}

const MOST_NAMES = 5;

/** Whether somebody accepted what the table does with values that it doesn't list. */
function isAccepted({ lane, target }: PlanFacts['tables'][number], { losses }: Found): boolean {
  const own = losses.filter((loss) => loss.lane === lane && loss.field === target && OF_TABLES.includes(loss.code));
  return own.length > 0 && own.every(({ accepted }) => accepted !== null);
}

/** Losses of values that a table doesn't list. */
const OF_TABLES: readonly string[] = ['value-unknown', 'defaulted'];

function unknownValues({ lane, target, unknown, otherwise, file, line }: PlanFacts['tables'][number]): PlanFinding[] {
  if (unknown.records === 0 || otherwise === 'keep') return [];
  const becomes = otherwise === 'quarantine' || otherwise === 'null' ? otherwise : 'default';
  const { values, capped, records } = unknown;
  const params = { target, values, capped, count: records, becomes, file, line } as const;
  return [finding({ weight: 'warn', code: 'value-unknown', params, lane, records })];
}

/** A loss of unknown values is left out: the finding of their table covers it. */
function lossOf(loss: PlanLoss): PlanFinding[] {
  const { lane, code, records, accepted } = loss;
  if (accepted !== null || code === 'value-unknown') return [];
  return [lossFinding(loss, { weight: 'warn', lane, records })];
}

function references({ references: { cycles, duplicates } }: Found): PlanFinding[] {
  return [...counted('reference-cycle', cycles), ...counted('duplicate-content', duplicates)];
}

function counted(
  code: 'reference-cycle' | 'duplicate-content',
  { total: count, records }: { readonly total: number; readonly records: number },
): PlanFinding[] {
  return count === 0 ? [] : [finding({ weight: 'warn', code, params: { count }, records })];
}

function masters({ masters: all }: Found): PlanFinding[] {
  return all.flatMap(({ entity, newPlaceholders, ambiguous, duplicates }) =>
    (
      [
        ['placeholders', newPlaceholders],
        ['match-ambiguous', ambiguous.total],
        ['identity-duplicate', duplicates.total],
      ] as const
    ).flatMap(([code, count]) =>
      count === 0 ? [] : [finding({ weight: 'warn', code, params: { count, entity }, records: count })],
    ),
  );
}

function driftFinding(
  { lane, kind, field, what, records }: PlanFacts['drift'][number],
  { freezes }: Limits,
): PlanFinding {
  const holds = freezes(lane, kind);
  const params = { kind, field, what, holds };
  return finding({ weight: holds ? 'block' : 'warn', code: `drift-${kind}`, params, lane, records });
}
