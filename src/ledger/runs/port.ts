/** What the ledger can do with runs, from their start to their end. */
import type { LaneRef, RunPlan } from '../../model/run.ts';
import type { RunEnd, RunState } from '../../model/run-end.ts';
import type { AuditEntry } from '../audit.ts';
import type { LaneScope } from '../records/rows.ts';
import type { LandedLines, LaneHolder, LaneProgress, MappingPin, RunRow, StartRun, WatermarkRow } from './rows.ts';

/**
 * One part of `Ledger`, under its contract.
 *
 * ```ts
 * const holders = await ledger.acquireLanes(plan);
 * if (holders.length > 0) throw laneHeld(holders);
 * await ledger.startRun({ plan, pins });
 * // … the workflow runs …
 * await ledger.finishRun(plan.run, { state: 'settled', settlements, failure: null });
 * ```
 */
export interface RunsLedger {
  /** Records the plan, its lanes and the mapping texts it pins. */
  startRun(start: StartRun): Promise<void>;
  /** Takes all lanes of the plan or none; the lanes that other runs hold are returned (none: all are ours). */
  acquireLanes(plan: RunPlan): Promise<readonly LaneHolder[]>;
  /** Gives back the lanes a run holds. */
  releaseLanes(run: string): Promise<void>;
  /** The mapping text that runs pinned under this hash. */
  pinnedMapping(hash: string): Promise<MappingPin | undefined>;
  /** A run or a plan; undefined for one that nobody started. */
  getRun(run: string): Promise<RunRow | undefined>;
  /** Runs and plans, newest first. */
  listRuns(limit: number): Promise<readonly RunRow[]>;
  /** As `listRuns`, of plans or of runs alone; of one route, when it is named. */
  listByMode(kind: 'plan' | 'run', limit: number, route?: string): Promise<readonly RunRow[]>;
  /** Plans of the runs that loaded records into the target, newest first. */
  plansOf(targetInstance: string): Promise<readonly RunPlan[]>;
  /** Keeps a change of state with an entry in the audit chain. */
  setRunState(run: string, state: RunState): Promise<void>;
  /** Ends the run, keeps how each lane settled, or why it failed, and releases its lanes. */
  finishRun(run: string, end: RunEnd): Promise<void>;
  /** One row a lane, in the plan's order. */
  progress(run: string): Promise<readonly LaneProgress[]>;
  /** Of the route's lanes that have read to an end. */
  watermarks(targetInstance: string, route: string): Promise<readonly WatermarkRow[]>;
  /** Records the source has, by the lane's last whole run and the deltas since; null: the lane was never read whole. */
  knownRecords(scope: LaneScope, run: string): Promise<number | null>;
  /** The next landed batch that holds records pinned for the lane, after this position; undefined: no more. */
  wantedLines(ref: LaneRef, after: LandedLines['position'] | null): Promise<LandedLines | undefined>;
  /** How many landed records the run pinned for the lane. */
  countWanted(ref: LaneRef): Promise<number>;
  /** Adds an entry to the hash chain. */
  appendAudit(entry: AuditEntry): Promise<void>;
}
