/** What the ledger keeps of single records: whose they are, what was written, what became of them, what people decided. */
import type { BatchSummary, BeforeImage } from '../../model/batch.ts';
import type { Entity } from '../../model/entity.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { StoredMessage } from '../../model/message.ts';
import type { Loss, OutcomeCounts, OutcomeKind } from '../../model/outcome.ts';
import type { Identity, Reference } from '../../model/record.ts';
import type { LaneRef, Watermark } from '../../model/run.ts';
import type { FindingRow } from '../runs/rows.ts';
import type { SeenRow } from './drift-rows.ts';

/** Names a lane across runs: the key of record map and locks. */
export interface LaneScope {
  readonly targetInstance: string;
  readonly route: string;
  readonly lane: string;
  readonly source: string;
  readonly entity: Entity;
}

/** A record that asks for its external key. */
export interface Claim {
  readonly sourceKey: string;
  /** `source:entity:id`, the key it has when nobody else knows it. */
  readonly ownKey: string;
  readonly identities: readonly Identity[];
  readonly match: readonly (readonly string[])[];
}

/** The answer to a claim. `ambiguous` and `duplicate` keep nothing: the next claim of the record is decided anew. */
export type Claimed = { readonly sourceKey: string } & (
  | { readonly kind: 'claimed'; readonly externalKey: string }
  /** A person decided that the record it is at home in is another one. */
  | { readonly kind: 'merged'; readonly to: string }
  /** External keys, sorted. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  /** Source key of the record of the same source that has the key. */
  | { readonly kind: 'duplicate'; readonly holder: string }
);

/** What we last wrote to one record of the target, whichever lane wrote it. */
export interface WrittenRecord {
  readonly externalKey: string;
  readonly entity: Entity;
  /** Fingerprint of every top-level field as last written; null fields aren't in it. */
  readonly fieldHashes: Readonly<Record<string, string>>;
  /** Etag of our last write. */
  readonly etag: string;
  readonly run: string;
  /** Etag of the newest version that `run` did not write; `none` when there was none. */
  readonly baseEtag: string;
  readonly targetId: string;
  /** Fields left as a person edited them, though the source changed since. */
  readonly kept: readonly string[];
  readonly placeholder: boolean;
  /** Tombstoned by us, since a person decided that it is another record. */
  readonly ended?: boolean;
}

/** One source's mapped fields of a record that several sources may feed. */
export interface Contribution {
  readonly externalKey: string;
  readonly source: string;
  readonly lane: string;
  readonly fields: JsonObject;
}

/** What a reference is looked up by. Only what was written and hasn't ended is found. */
export interface WantedReference {
  readonly entity: Entity;
  /** Keys it may be known by, the most trusted first. */
  readonly keys: readonly string[];
  /** An identity it may be known by, when no key fits. */
  readonly value: string;
  /** The kind of identity that `value` is; left out: any. */
  readonly via?: string;
}

/** `found` may be a placeholder, where no real record fits; `ambiguous` says how many fit equally well, not which. */
export type ResolvedReference =
  | { readonly kind: 'found'; readonly externalKey: string }
  | { readonly kind: 'ambiguous'; readonly candidates: number }
  | { readonly kind: 'missing' };

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
 * What became of one key in a batch. One is kept per run, lane and key: a later reading decides, unless it changed
 * nothing or was out of date.
 */
export interface OutcomeRow extends StoredMessage {
  readonly sourceKey: string;
  /** Null for what ended before anything was to be written. */
  readonly externalKey: string | null;
  readonly kind: OutcomeKind;
  readonly code: string | null;
  readonly path: string | null;
  /** Line of the batch, from 1: orders two readings of one key. */
  readonly line: number;
  /** Earlier readings of the same key within this batch. */
  readonly superseded: number;
}

/** Ties a record that crossed to its record of the target; the keys differ where it joined another source's. */
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
  /** The whole field as mapped, unresolved places null, tokens in place. */
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
  /** What the batch's records held; left out: nothing was looked at. */
  readonly seen?: readonly SeenRow[];
}

/** A record that may be one of several; a person decides. */
export interface Review {
  readonly sourceKey: string;
  readonly candidates: readonly string[];
  /** The key it gets when it is none of them, and its name for people to tell. */
  readonly ownKey?: string;
  readonly name?: string;
}

/** A review with all that deciding it takes. */
export interface MatchReview extends Review {
  readonly route: string;
  readonly lane: string;
  readonly source: string;
  readonly ownKey: string;
  readonly name: string;
  /** The record it is, once that is decided. */
  readonly decided: string | null;
}

/** A source record that is at home in a record of the target. */
export interface Alias {
  readonly source: string;
  readonly route: string;
  readonly lane: string;
  readonly ownKey: string;
}

/** A record of a master entity as the ledger knows it, for people to tell who is who. */
export interface KnownMaster {
  readonly key: string;
  readonly placeholder: boolean;
  /** What the sources say, the one that brought it first. */
  readonly said: readonly JsonObject[];
  readonly identities: readonly Identity[];
  /** The source records behind it; none for a placeholder. */
  readonly aliases: readonly Alias[];
}

/** A decision that stands: the record under `from` is the one under `to`, both external keys. */
export interface IdentityMerge {
  readonly from: string;
  readonly to: string;
  /** Where the chain of decisions ends. */
  readonly final: string;
  readonly by: string;
  /** Whether a run has carried it out to its end. */
  readonly done: boolean;
}

/** What a record says of its identities, for the record it is by decision. */
export interface Gained extends Contribution {
  readonly by: string;
}

/** What a person decided about records of one entity. */
export interface Decisions {
  readonly targetInstance: string;
  readonly entity: Entity;
  readonly by: string;
  /** The run that carries them out; null: nothing has to be carried. */
  readonly run: string | null;
  readonly merge: readonly { readonly from: string; readonly to: string }[];
  readonly apart: readonly (readonly [string, string])[];
  /** Reviews: the record is this one (perhaps its own). */
  readonly claim: readonly { readonly review: MatchReview; readonly externalKey: string }[];
  /** Keys that get their own record again: merged ones, and aliases of a shared record. */
  readonly split: readonly string[];
}

/** A source record by the lane that carries it. */
export interface LaneRecord {
  readonly route: string;
  readonly lane: string;
  readonly sourceKey: string;
}

/** Both sides of a lane's equation, in readings: once all is loaded, `outcomes` add up to `enumerated`. */
export interface LaneTotals {
  readonly enumerated: number;
  /** Readings of records that were read again later in the run. */
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
