/**
 * Whether a run may follow a plan. The terminal, `--json`, exit codes, `plan list`, the report, `plan approve` and
 * `mapping impact` all take their verdict from here, so that no two of them differ. Pure.
 */
import type { PlanFinding, Weight } from './finding.ts';
import type { Settled } from './settlement.ts';

/**
 * `blocked`: no run should start like this. `review`: a run can start, and a person should look at something before. `ready`:
 * neither. A run into production asks for an approval whatever the verdict; no other run waits for anybody.
 */
export type Verdict = 'ready' | 'review' | 'blocked';

/** One thing to fix or to look at before a run; its `code` is what `plan approve --despite` takes. */
export interface Reason extends PlanFinding {
  readonly weight: Exclude<Weight, 'note'>;
  /** Whether an approval has to name the code. An approval covers the other reasons without naming them. */
  readonly byName: boolean;
}

/** The verdict and all that it follows from: `blocked` with a reason that blocks, `ready` without any reason. */
export interface Judgement {
  readonly verdict: Verdict;
  /** Blocking ones first. */
  readonly reasons: readonly Reason[];
}

/** What of a plan's facts the verdict depends on; `PlanFacts` is one. */
export interface JudgedFacts {
  readonly findings: readonly PlanFinding[];
  readonly settled: Settled;
  readonly lanes: readonly {
    readonly lane: string;
    readonly enumerated: number;
    /** Null: everything was read. */
    readonly sample: number | null;
    readonly sourceCount: { readonly how: string };
  }[];
}

/** Blocking findings and a sum that doesn't close block; warnings, samples, a missing count and an empty source are to be looked at. */
export function judgePlan(facts: JudgedFacts): Judgement {
  const reasons: readonly Reason[] = [
    ...found(facts, 'block'),
    ...notSettled(facts),
    ...sampled(facts),
    ...nothingRead(facts),
    ...found(facts, 'warn'),
    ...unproven(facts),
  ];
  return { verdict: verdictOf(reasons), reasons };
}

/** The codes that an approval has to name, each once. */
export function codesToName({ reasons }: Judgement): readonly string[] {
  return [...new Set(reasons.filter(({ byName }) => byName).map(({ code }) => code))];
}

function verdictOf(reasons: readonly Reason[]): Verdict {
  if (reasons.some(({ weight }) => weight === 'block')) return 'blocked';
  return reasons.length > 0 ? 'review' : 'ready';
}

function found({ findings }: JudgedFacts, weight: Reason['weight']): readonly Reason[] {
  return findings.flatMap((finding) =>
    finding.weight === weight ? [{ ...finding, weight, byName: weight === 'block' }] : [],
  );
}

/** Usually a finding says which counts differ; without one the sum itself is the reason. */
function notSettled({ settled, findings }: JudgedFacts): readonly Reason[] {
  if (settled !== false || findings.some(({ weight, code }) => weight === 'block' && code === 'not-settled')) return [];
  return [reason('not-settled', { weight: 'block', byName: true, params: { difference: null } })];
}

/** Approved by name alone: nobody has seen the records that the sample left out. */
function sampled({ lanes }: JudgedFacts): readonly Reason[] {
  return lanes.flatMap(({ lane, sample, sourceCount: { how } }) =>
    sample === null ? [] : [reason('sampled', { byName: true, params: { how }, lane })],
  );
}

function nothingRead({ lanes }: JudgedFacts): readonly Reason[] {
  if (lanes.some(({ enumerated }) => enumerated > 0)) return [];
  return [reason('nothing-read')];
}

/** A lane that was sampled has no count, and a finding says it of the others. */
function unproven({ settled, findings, lanes }: JudgedFacts): readonly Reason[] {
  const known = findings.some(({ code }) => code === 'unproven') || lanes.some(({ sample }) => sample !== null);
  if (settled !== 'unproven' || known) return [];
  const hows = new Set(lanes.map(({ sourceCount }) => sourceCount.how));
  return [reason('unproven', { params: { how: [...hows].join('; ') } })];
}

function reason(code: string, rest: Partial<Reason> = {}): Reason {
  return { weight: 'warn', code, byName: false, lane: null, records: null, ...rest };
}
