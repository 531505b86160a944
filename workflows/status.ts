/** What the workflows of runs and lanes answer and report. */
import type { OutcomeCounts } from '../src/model/outcome.ts';
import type { LaneRef } from '../src/model/run.ts';

/** What a person has to do before a lane can go on; nothing is lost meanwhile. */
export interface Need {
  readonly code: string;
  readonly message: string;
  /** The next thing to type or to change. */
  readonly hint: string | null;
  /** Where: a file and line, a URL, a landing address. */
  readonly at: string | null;
}

/** How a lane stands; `stuck` waits for a person, `stopped` was ended before its source was read to the end. */
export const LANE_STATES = ['waiting', 'running', 'paused', 'stuck', 'done', 'stopped', 'failed'] as const;

export type LaneState = (typeof LANE_STATES)[number];

/** A lane's report to its run: it can't go on without a person (`need`), or it can again (null). */
export interface LaneReport {
  readonly lane: string;
  readonly need: Need | null;
}

/** A lane's answer to a query. `counts` are of loaded batches. */
export interface LaneStatus extends LaneRef {
  readonly state: LaneState;
  readonly batches: number;
  readonly counts: OutcomeCounts;
  readonly need: Need | null;
}

/** What a run is doing, in this order. */
export const PHASES = ['opening', 'loading', 'references', 'settling', 'finished'] as const;

export type Phase = (typeof PHASES)[number];

/**
 * A run's answer to a query. `lanes`: none until it has opened, then all as planned (`waiting` until they begin); a
 * need of the run itself comes last, under the name of its phase.
 */
export interface RunStatus {
  readonly run: string;
  readonly phase: Phase;
  readonly paused: boolean;
  readonly stopping: boolean;
  readonly lanes: readonly { readonly lane: string; readonly state: LaneState; readonly need: Need | null }[];
}
