/** What the ledger keeps of runs, their lanes and batches, and what people read about them. */
import type { Approval } from '../../model/approval.ts';
import type { BatchRef } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import type { JsonObject } from '../../model/json.ts';
import type { StoredMessage } from '../../model/message.ts';
import type { OutcomeCounts } from '../../model/outcome.ts';
import type { PlanRecordRow } from '../../model/plan-facts.ts';
import type { LaneSettlement, RunFailure, RunPlan, RunState, SourceCount, Watermark } from '../../model/run.ts';

/** A mapping as it was when the run started; a run compiles this copy, whatever happens to the file. */
export interface MappingPin {
  readonly hash: string;
  /** File name for error messages; no absolute path. */
  readonly file: string;
  readonly text: string;
  readonly tables: Readonly<Record<string, string>>;
}

/** What a run begins with. Kept once: of a run that is there already a repeat changes nothing, whatever it says. */
export interface StartRun {
  readonly plan: RunPlan;
  /** One for every hash that the lanes name. */
  readonly pins: readonly MappingPin[];
  readonly workflowId?: string;
  /** Landed records the run carries instead of reading its sources; pinned with it. */
  readonly wanted?: readonly WantedRecords[];
}

/**
 * Which of a lane's landed records a run carries, each in its newest reading; `crossed`: all that crossed then, `landed`:
 * what was set aside or left behind as well.
 */
export interface WantedRecords {
  readonly lane: string;
  readonly keys: readonly string[] | 'crossed' | 'landed';
}

/** Lines of one landed batch. */
export interface LandedLines {
  readonly batch: BatchRef;
  /** From 1, ascending. */
  readonly lines: readonly number[];
  /** The order of batches over all runs. */
  readonly place: { readonly run: number; readonly sequence: number };
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

/** Records of loaded batches, and those set aside among them, since a person last let the lane go on. */
export interface QuarantineShare {
  readonly quarantined: number;
  readonly records: number;
  /** The share (0–1) set aside when a person last let the lane go on; 0 before. */
  readonly accepted: number;
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

/** Narrows what runs set aside, mended since or not; what is left out narrows nothing. `limit` bounds the rows. */
export interface QuarantineFilter {
  readonly run?: string;
  readonly lane?: string;
  readonly code?: string;
  readonly limit: number;
}

/** Narrows which records that are set aside now are meant. */
export interface QuarantinedNowFilter {
  readonly targetInstance: string;
  readonly route: string;
  readonly lane?: string;
  readonly key?: string;
  readonly code?: string;
  readonly limit: number;
}

/** How far a lane has read for a route. Reading may go on there only under the mapping and the scope it was taken under. */
export interface WatermarkRow {
  readonly lane: string;
  /** The source's own. */
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

/** A lasting asset as a target has it. */
export interface HostedAsset {
  /** The source's name for it. */
  readonly ref: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
}

/** What this run made of a record in another batch. */
export interface ReadingRow {
  readonly sourceKey: string;
  /** Of the batch. */
  readonly sequence: number;
  /** The source's own version of the record as it crossed; null: it has none, or the record didn't cross. */
  readonly version: string | null;
}

/** A record that is there because others refer to it, and that no source has brought. */
export interface PlaceholderRow {
  readonly entity: Entity;
  readonly key: string;
  /** The run that made it. */
  readonly run: string;
}

/** A record set aside. Its raw form is read through the landing: line `line` (from 1) of the batch at `address`. */
export interface QuarantineRow extends StoredMessage {
  readonly run: string;
  readonly lane: string;
  readonly key: string;
  readonly code: string;
  readonly path: string;
  readonly address: string;
  readonly sha256: string;
  readonly line: number;
  readonly at: string;
}

/** Something about a run that people should look at. Kept once per run, lane, code and key. */
export interface FindingRow {
  readonly lane: string;
  /** `edited-in-console`, `receipt-differs`, `patch-refused`; `drift-field`, `drift-type`, `drift-value`, `drift-too-many` */
  readonly code: string;
  /** External key of the record; of drift what is new: `field`, `field:type`, `field=value`. */
  readonly key: string;
  readonly fields: readonly string[];
  /** In how many records; only of findings about many. */
  readonly records?: number | null;
}

/** A kind of loss by code and target field, counted over a lane of a run; `exampleKey` is a source key. */
export interface LossRow extends StoredMessage {
  readonly lane: string;
  readonly code: string;
  readonly path: string;
  readonly count: number;
  readonly exampleKey: string;
}

/** What a run writes into the audit chain: ids, counts and hashes, never contents. */
export interface AuditEntry {
  readonly kind: string;
  readonly run: string | null;
  readonly payload: JsonObject;
}

/** A batch that `recordLanded` notes; one noted before stays as it was. The hash is over the bytes at `address`. */
export interface LandedBatch {
  readonly id: string;
  readonly sequence: number;
  readonly address: string;
  readonly sha256: string;
  readonly count: number;
}

/** What one call of extract landed. `continuation` and `done` take the place of what was noted of the lane before. */
export interface LandedBatches {
  readonly batches: readonly LandedBatch[];
  readonly continuation: Watermark;
  readonly done: boolean;
}

/** What is kept of a plan beyond its run. */
export interface PlanRow {
  readonly run: string;
  /** The target instance whose rows it copied. */
  readonly basis: string;
  /** sha256 of plan.json; null until the report is made. */
  readonly factsSha256: string | null;
  /** Whether the copy it worked on is gone. */
  readonly dropped: boolean;
}

/** An approval as it was given. */
export interface ApprovalRow extends Approval {
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** A key whose run ended otherwise than planned; null: not read at all. */
export interface PlanDifference {
  readonly lane: string;
  readonly sourceKey: string;
  readonly planned: PlanRecordRow | null;
  readonly done: PlanRecordRow | null;
}

/** A run held to a plan over the keys of both; a key that only one of them has differs. */
export interface PlanComparison {
  /** Keys looked at. */
  readonly compared: number;
  readonly differing: number;
  /** The first few, by lane and key. */
  readonly differences: readonly PlanDifference[];
}
