/** What came of a run, as `--json` gives it and as exit codes say it. */
import type { LaneProgress, RunRow } from '../ledger/port.ts';
import { NO_OUTCOMES, OUTCOMES, type OutcomeCounts } from '../model/outcome.ts';
import type { RunFailure, RunState, Settled } from '../model/run.ts';
import { EXIT, type ExitCode } from './exit.ts';

export interface EntityCounts extends OutcomeCounts {
  readonly enumerated: number;
  readonly placeholders: number;
}

export interface RunOutcome {
  readonly run: string;
  readonly state: RunState;
  readonly entities: Readonly<Record<string, EntityCounts>>;
  readonly settled: Settled;
  /** Null: this run was not reconciled. */
  readonly reconciled: boolean | null;
  readonly seconds: number;
  /** Why it failed; there only when it did. */
  readonly error?: RunFailure;
}

export function outcomeOf(row: RunRow, lanes: readonly LaneProgress[], now: Date): RunOutcome {
  const end = row.finishedAt === null ? now : new Date(row.finishedAt);
  const seconds = Math.round((end.getTime() - new Date(row.startedAt).getTime()) / 100) / 10;
  const entities = Object.fromEntries(
    [...new Set(lanes.map(({ entity }) => entity))].map((entity) => [
      entity,
      sumOf(lanes.filter((lane) => lane.entity === entity)),
    ]),
  );
  const { run, state, failure } = row;
  const outcome = { run, state, entities, settled: settledOf(row), reconciled: null, seconds };
  return failure === null ? outcome : { ...outcome, error: failure };
}

function settledOf({ state, settlements }: RunRow): Settled {
  if (state !== 'settled' && state !== 'unsettled') return false;
  if (settlements.some(({ settled }) => settled === false)) return false;
  return settlements.every(({ settled }) => settled === true) ? true : 'unproven';
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

/** 0 settled with nothing set aside, 4 settled with something set aside, 1 otherwise. */
export function exitOfRun(outcome: RunOutcome): ExitCode {
  if (outcome.state !== 'settled') return EXIT.failed;
  const setAside = Object.values(outcome.entities).some(({ quarantined }) => quarantined > 0);
  return setAside ? EXIT.quarantined : EXIT.done;
}
