/** The signals, updates and queries of running workflows, with their shapes. */
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import { QUERIES, SIGNALS, UPDATES } from '../src/model/workflow-names.ts';
import type { LaneReport, LaneStatus, RunStatus } from './status.ts';

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
