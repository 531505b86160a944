/** The signals, updates and queries of running workflows, with their shapes. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { OutcomeCounts } from '../src/model/outcome.ts';
import type { LaneRef } from '../src/model/run.ts';
import { QUERIES, SIGNALS, UPDATES } from '../src/model/workflow-names.ts';

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

/** Stop issuing work; what is in flight finishes. Repeats safely. */
export const pause = defineSignal(SIGNALS.pause);

/** Go on, after a pause or after what a stuck lane needed was done. Repeats safely. */
export const resume = defineSignal(SIGNALS.resume);

/** From a run to its lanes: drain and end; everything kept. */
export const stop = defineSignal(SIGNALS.stop);

/** From a lane to its run. */
export const report = defineSignal<[LaneReport]>(SIGNALS.report);

/** Ends the run as cancelled once what is in flight has landed. Refused once the run has ended. */
export const cancel = defineUpdate<void>(UPDATES.cancel);

/** Asked of a run's workflow; answered by one that has ended, too. */
export const runStatus = defineQuery<RunStatus>(QUERIES.status);

/** Asked of a lane's workflow. It has the same name as the run's: which is meant follows from the workflow. */
export const laneStatus = defineQuery<LaneStatus>(QUERIES.status);
