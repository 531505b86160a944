/** What the ledger keeps of batches: what landed, what was about to be written, and what one loaded batch changes. */
import type { BatchSummary, BeforeImage } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import type { JsonValue } from '../../model/json.ts';
import type { StoredMessage } from '../../model/message.ts';
import type { Loss, OutcomeCounts, OutcomeKind, Problem } from '../../model/outcome.ts';
import type { Identity } from '../../model/record.ts';
import type { Reference } from '../../model/reference.ts';
import type { LaneRef, Watermark } from '../../model/run.ts';
import type { Review } from '../people/rows.ts';
import type { SeenRow } from '../records/drift-rows.ts';
import type { FindingRow } from '../records/report-rows.ts';
import type { Contribution, LaneScope, WrittenRecord } from '../records/rows.ts';

/** A batch as extract landed it; once recorded it never changes. The hash is over the bytes at `address`. */
export interface LandedBatch {
  readonly id: string;
  readonly sequence: number;
  readonly address: string;
  readonly sha256: string;
  readonly count: number;
}

/** What one call of extract landed. `continuation` and `done` replace what the lane had before. */
export interface LandedBatches {
  readonly batches: readonly LandedBatch[];
  readonly continuation: Watermark;
  readonly done: boolean;
}

/** The version of a record that an earlier batch of this run loaded. */
export interface RecordVersionRow {
  readonly sourceKey: string;
  /** Of the batch. */
  readonly sequence: number;
  /** The source's own version of the record as loaded; null: it has none, or the record wasn't loaded. */
  readonly version: string | null;
}

/** A call to the target, kept before it is made and once per run, batch and idempotency key. Keys alone, no fields. */
export interface Intent {
  readonly run: string;
  readonly lane: string;
  readonly batch: string;
  readonly entity: Entity;
  /** Without the mark that refused answers add to what is sent. */
  readonly idempotencyKey: string;
  readonly externalKeys: readonly string[];
}

/**
 * What became of one key in a batch. One is kept per run, lane and key: a later version decides, unless it changed
 * nothing or was out of date.
 */
export interface OutcomeRow extends StoredMessage {
  readonly sourceKey: string;
  /** Null for what ended before anything was to be written. */
  readonly externalKey: string | null;
  readonly kind: OutcomeKind;
  readonly code: string | null;
  readonly path: string | null;
  /** What else would have quarantined it; null: nothing that is known. */
  readonly also: readonly Problem[] | null;
  /** Line of the batch, from 1: orders two versions of one key. */
  readonly line: number;
  /** Earlier versions of the same key within this batch. */
  readonly superseded: number;
}

/** Links a source record that was loaded to its record of the target; the keys differ where it matched another source's. */
export interface MapRow {
  readonly sourceKey: string;
  readonly ownKey: string;
  readonly externalKey: string;
  readonly version: string | null;
  readonly identities: readonly Identity[];
}

/** A field that waits for the second pass. Kept until it is patched or the record is read again in the same run. */
export interface DeferredRow {
  readonly sourceKey: string;
  readonly externalKey: string;
  readonly field: string;
  /** The whole field as mapped: unresolved references are null, or tokens within a text. */
  readonly value: JsonValue;
  /** Paths start at the record. */
  readonly references: readonly Reference[];
}

/** What the target held before a write; `before` null: no such record. Of a run, the first of each record is kept. */
export interface ReceivedBefore {
  readonly entity: Entity;
  readonly externalKey: string;
  readonly before: BeforeImage | null;
}

/** Everything one loaded batch (or patch) changes in the ledger, written as one transaction. */
export interface Settlement {
  readonly ref: LaneRef;
  readonly scope: LaneScope;
  /** The mapping that produced it: `name@version#hash`. */
  readonly mapping: string;
  readonly batch: { readonly id: string; readonly sequence: number } | null;
  readonly summary: BatchSummary;
  readonly outcomes: readonly OutcomeRow[];
  readonly mapped: readonly MapRow[];
  readonly written: readonly WrittenRecord[];
  readonly contributions: readonly Contribution[];
  readonly beforeImages: readonly ReceivedBefore[];
  readonly deferred: readonly DeferredRow[];
  /** Deferred fields that are done with. */
  readonly patched: readonly { readonly sourceKey: string; readonly field: string }[];
  readonly losses: readonly { readonly key: string; readonly loss: Loss }[];
  readonly findings: readonly FindingRow[];
  readonly reviews: readonly Review[];
  /** Fields, types and values that the batch's records held; left out: drift isn't watched. */
  readonly seen?: readonly SeenRow[];
}

/** Both sides of a lane's equation, counted in record versions: once all is loaded, `outcomes` add up to `enumerated`. */
export interface LaneTotals {
  readonly enumerated: number;
  /** Versions of records that were read again later in the run. */
  readonly repeated: number;
  /** How far the lane has read. */
  readonly continuation: Watermark;
  readonly unloadedBatches: number;
  readonly readDone: boolean;
  readonly outcomes: OutcomeCounts;
  readonly placeholders: number;
  readonly deferredLeft: number;
  /** Records whose deferred references were found and the target wouldn't take. */
  readonly refusedPatches: number;
}
