/** What came of a run, as `--json` gives it and as exit codes say it. */
import type { FindingRow, PlaceholderRow } from '../../ledger/records/report-rows.ts';
import type { LaneProgress, RunRow } from '../../ledger/runs/rows.ts';
import { laneFindings } from '../../messages/lane-findings.ts';
import { shownFindings } from '../../messages/shown-findings.ts';
import type { Entity } from '../../model/entity.ts';
import { NO_OUTCOMES, OUTCOMES, type OutcomeCounts } from '../../model/outcome.ts';
import { decodePlaceholderKey } from '../../model/placeholder-key.ts';
import type { Mode, SourceRemark } from '../../model/run.ts';
import { type RunFailure, type RunState, settledOf } from '../../model/run-end.ts';
import type { Settled } from '../../model/settlement.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { isDrift } from './drift-lines.ts';

/** Sums over the lanes of one entity; `enumerated` counts readings. */
export interface EntityCounts extends OutcomeCounts {
  readonly enumerated: number;
  readonly placeholders: number;
}

/** A record made for one that was referred to and that no source brought. */
export interface NamedPlaceholder {
  readonly entity: Entity;
  readonly key: string;
  /** What it was referred to by. */
  readonly name: string;
}

/** Placeholders that still stand, as far as they are listed. */
export interface Standing {
  readonly count: number;
  readonly rows: readonly PlaceholderRow[];
}

/** A finding about a lane as a whole. */
export interface ShownLaneFinding {
  readonly lane: string | null;
  readonly code: string;
  readonly records: number | null;
  readonly message: string;
}

/** Placeholders listed one by one. */
export const MOST_NAMED = 200;

/** What `--json` gives: its names are an interface that scripts rely on. */
export interface RunOutcome {
  readonly run: string;
  readonly mode: Mode;
  readonly state: RunState;
  readonly entities: Readonly<Record<string, EntityCounts>>;
  /** Those that still stand, whichever run made them; at most 200. */
  readonly placeholders: readonly NamedPlaceholder[];
  readonly placeholderCount: number;
  /** What the sources said about themselves when the run started. */
  readonly remarks: readonly SourceRemark[];
  /** What its sources hold that no earlier run saw. */
  readonly drift: readonly Pick<FindingRow, 'lane' | 'code' | 'key' | 'records'>[];
  /** About lanes as a whole: each with its sentence. */
  readonly findings: readonly ShownLaneFinding[];
  readonly settled: Settled;
  /** Null: this run was not reconciled. */
  readonly reconciled: boolean | null;
  readonly seconds: number;
  /** Why it failed; there only when it did. */
  readonly error?: RunFailure;
}

/** What the ledger knew when it was asked. */
export interface Seen {
  readonly lanes: readonly LaneProgress[];
  readonly standing: Standing;
  readonly findings?: readonly FindingRow[];
}

/** Of a run that goes on, as things stand; `now` ends its seconds then. Pure. */
export function outcomeOf(row: RunRow, { lanes, standing, findings = [] }: Seen, now: Date): RunOutcome {
  const end = row.finishedAt === null ? now : new Date(row.finishedAt);
  const seconds = Math.round((end.getTime() - new Date(row.startedAt).getTime()) / 100) / 10;
  const entities = Object.fromEntries(
    [...new Set(lanes.map(({ entity }) => entity))].map((entity) => [
      entity,
      sumOf(lanes.filter((lane) => lane.entity === entity)),
    ]),
  );
  const { run, state, failure, plan } = row;
  const outcome: RunOutcome = {
    run,
    mode: plan.mode,
    state,
    entities,
    placeholders: standing.rows.map(named),
    placeholderCount: standing.count,
    remarks: plan.remarks ?? [],
    drift: findings.flatMap(({ lane, code, key, records = null }) =>
      isDrift(code) ? [{ lane, code, key, records }] : [],
    ),
    findings: shownFindings(laneFindings(findings)).map(({ lane, code, records, message }) => ({
      lane,
      code,
      records,
      message,
    })),
    settled: settledOf(row),
    reconciled: null,
    seconds,
  };
  return failure === null ? outcome : { ...outcome, error: failure };
}

/** A placeholder with the name that people know it by. */
export function named({ entity, key }: PlaceholderRow): NamedPlaceholder {
  return { entity, key, name: decodePlaceholderKey(key).value };
}

function sumOf(lanes: readonly LaneProgress[]): EntityCounts {
  const outcomes = OUTCOMES.map((kind) => [kind, total(lanes, (lane) => lane.outcomes[kind])] as const);
  return {
    enumerated: total(lanes, (lane) => lane.enumerated),
    ...NO_OUTCOMES,
    ...Object.fromEntries(outcomes),
    placeholders: total(lanes, (lane) => lane.placeholders),
  };
}

function total(lanes: readonly LaneProgress[], of: (lane: LaneProgress) => number): number {
  return lanes.reduce((sum, lane) => sum + of(lane), 0);
}

/** 0 settled with nothing quarantined, 4 settled with something quarantined, 1 otherwise. */
export function exitOfRun(outcome: RunOutcome): ExitCode {
  if (outcome.state !== 'settled') return EXIT.failed;
  const quarantined = Object.values(outcome.entities).some(({ quarantined }) => quarantined > 0);
  return quarantined ? EXIT.quarantined : EXIT.done;
}
