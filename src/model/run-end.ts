/** How a run stands and how it ended. */
import { type LaneSettlement, type Settled, settledOver } from './settlement.ts';

/** How a run stands. The last four are ends; a paused run waits for a person. */
export const RUN_STATES = ['running', 'paused', 'settled', 'unsettled', 'cancelled', 'failed'] as const;

export type RunState = (typeof RUN_STATES)[number];

/** Why a run ended as failed: the error that stopped it, without record contents. */
export interface RunFailure {
  /** The lane it happened in; null when in none. */
  readonly lane: string | null;
  readonly code: string;
  readonly message: string;
  /** The next thing to type or to change. */
  readonly hint: string | null;
  /** Where: a file and line, a URL, a landing address. */
  readonly at: string | null;
}

/** How a run ended, as the ledger keeps it. */
export interface RunEnd {
  readonly state: RunState;
  readonly settlements: readonly LaneSettlement[];
  /** Null unless the state is `failed`. */
  readonly failure: RunFailure | null;
}

/** Of a run: only one that ended by itself can have settled. */
export function settledOf({ state, settlements }: Pick<RunEnd, 'state' | 'settlements'>): Settled {
  return state === 'settled' || state === 'unsettled' ? settledOver(settlements) : false;
}

/** What the workflow of a run returns. `settled` is true when every lane's is; false for cancelled and failed runs. */
export interface RunResult {
  readonly run: string;
  readonly state: RunState;
  readonly lanes: readonly LaneSettlement[];
  readonly settled: Settled;
  readonly failure: RunFailure | null;
}
