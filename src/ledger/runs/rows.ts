/** What the ledger keeps of runs and their lanes. */
import type { BatchRef } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import type { OutcomeCounts } from '../../model/outcome.ts';
import type { RunPlan } from '../../model/run.ts';
import type { RunFailure, RunState } from '../../model/run-end.ts';
import type { LaneSettlement, SourceCount } from '../../model/settlement.ts';

/** A mapping as it was when the run started; a run compiles this copy, whatever happens to the file. */
export interface MappingPin {
  readonly hash: string;
  /** File name for error messages; no absolute path. */
  readonly file: string;
  readonly text: string;
  readonly tables: Readonly<Record<string, string>>;
}

/** What a run begins with. Kept once: for a run that exists already, a repeat changes nothing, whatever it holds. */
export interface StartRun {
  readonly plan: RunPlan;
  /** One for every hash that the lanes name. */
  readonly pins: readonly MappingPin[];
  readonly workflowId?: string;
  /** Landed records that the run loads instead of reading its sources; pinned with it. */
  readonly wanted?: readonly WantedRecords[];
}

/**
 * Which of a lane's landed records a run loads, each in its newest version; `loaded`: all that were loaded from it, `landed`:
 * what was quarantined or excluded as well.
 */
export interface WantedRecords {
  readonly lane: string;
  readonly keys: readonly string[] | 'loaded' | 'landed';
}

/** Records of one landed batch that a run over the landing loads. */
export interface LandedLines {
  readonly batch: BatchRef;
  /** From 1, ascending. */
  readonly lines: readonly number[];
  /** Where the batch stands in the order of all batches over all runs: the cursor of a run over the landing. */
  readonly position: { readonly run: number; readonly sequence: number };
}

/** A lane that another run holds at the same target instance, whichever route it runs in. */
export interface LaneHolder {
  readonly lane: string;
  readonly run: string;
  /** Seconds since it took the lane. */
  readonly heldFor: number;
}

/** A run or a plan. Times are ISO 8601 in UTC, to the millisecond. */
export interface RunRow {
  readonly run: string;
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly workflowId: string | null;
  readonly startedAt: string;
  /** Null until it ends, as `failure` is; `settlements` are empty until then. */
  readonly finishedAt: string | null;
  readonly settlements: readonly LaneSettlement[];
  readonly failure: RunFailure | null;
}

/**
 * How far a lane is, for people to read; `outcomes` are of loaded batches until it settles. Times are ISO 8601 in UTC,
 * null before the lane begins.
 */
export interface LaneProgress {
  readonly lane: string;
  readonly entity: Entity;
  readonly source: string;
  readonly sourceCount: SourceCount | null;
  /** Records landed so far. */
  readonly enumerated: number;
  readonly landedBatches: number;
  readonly loadedBatches: number;
  /** Records of loaded batches. */
  readonly loaded: number;
  readonly outcomes: OutcomeCounts;
  readonly placeholders: number;
  /** `loading`: read to its end and not settled yet; while it is `reading`, batches are loaded as well. */
  readonly state: 'waiting' | 'reading' | 'loading' | 'settled' | 'unsettled' | 'unproven';
  readonly startedAt: string | null;
  readonly updatedAt: string | null;
}

/** How far a lane has read for a route. A delta may start there only with the mapping and the scope it was read with. */
export interface WatermarkRow {
  readonly lane: string;
  /** The source's own cursor. */
  readonly continuation: string;
  readonly mappingHash: string;
  readonly where: string | null;
  readonly run: string;
}

/** Where a lane's watermark moves to. */
export interface LaneMark extends Pick<WatermarkRow, 'continuation' | 'mappingHash' | 'where'> {
  /** Everything in scope was read, not only what changed. */
  readonly whole: boolean;
}
