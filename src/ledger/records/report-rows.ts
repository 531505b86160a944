/** What people read about the records of a run. Never record contents: those stay in the landing. */
import type { Entity } from '../../model/entity.ts';
import type { FindingCode } from '../../model/finding-codes.ts';
import type { StoredMessage } from '../../model/message.ts';
import type { Problem } from '../../model/outcome.ts';

/** Which records that runs quarantined, fixed since or not; what is left out narrows nothing. `limit` bounds the rows. */
export interface QuarantineFilter {
  readonly run?: string;
  readonly lane?: string;
  readonly code?: string;
  readonly limit: number;
}

/** Which of the records that are quarantined now. */
export interface QuarantinedNowFilter {
  readonly targetInstance: string;
  readonly route: string;
  readonly lane?: string;
  readonly key?: string;
  readonly code?: string;
  readonly limit: number;
}

/** A quarantined record. Its raw form is read through the landing: line `line` (from 1) of the batch at `address`. */
export interface QuarantineRow extends StoredMessage {
  readonly run: string;
  readonly lane: string;
  readonly key: string;
  readonly code: string;
  readonly path: string;
  /** What else would have quarantined it; null: nothing that is known. */
  readonly also: readonly Problem[] | null;
  readonly address: string;
  readonly sha256: string;
  readonly line: number;
  readonly at: string;
}

/** How many records of a run a code quarantined, with the first of them by lane and key. */
export interface QuarantineReasonRow extends StoredMessage {
  readonly code: string;
  readonly records: number;
  readonly lane: string;
  readonly key: string;
  readonly path: string;
}

/** A record that is there because others refer to it, and that no source has brought. */
export interface PlaceholderRow {
  readonly entity: Entity;
  readonly key: string;
  /** The run that made it. */
  readonly run: string;
}

/** Something about a run that people should look at. Kept once per run, lane, code and key. */
export interface FindingRow {
  readonly lane: string;
  readonly code: FindingCode;
  /** External key of the record; for drift, what is new: `field`, `field:type`, `field=value`; of a lane as a whole, see `laneFindings`. */
  readonly key: string;
  readonly fields: readonly string[];
  /** In how many records; only of findings about many. */
  readonly records?: number | null;
}

/** How many records, with a few of their external keys. */
export interface SomeKeys {
  readonly records: number;
  readonly keys: readonly string[];
}

/** Records of a lane whose number another source gives too. */
export interface SharedNumbers extends SomeKeys {
  readonly source: string;
}

/** What the target held of a lane before it was read, and what of that wasn't read. */
export interface VanishedRecords {
  readonly held: number;
  /** Not read, and still there. */
  readonly left: SomeKeys;
  /** Not read, and tombstoned by this run. */
  readonly tombstoned: SomeKeys;
}

/**
 * A kind of loss by code and target field, items of lists under one path (`comments[].body`): how often it is there over a lane
 * of a run, and in how many record versions. `exampleKey` is a source key, and the sentence is that of its loss.
 */
export interface LossRow extends StoredMessage {
  readonly lane: string;
  readonly code: string;
  readonly path: string;
  readonly count: number;
  readonly records: number;
  readonly exampleKey: string;
}
