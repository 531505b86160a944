/** What the ledger can do, as its users see it. `ledger.ts` makes one over PostgreSQL; every verb lives in a file of its own. */
import type { BatchRef, BatchSummary, BeforeImage } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject, JsonValue } from '../model/json.ts';
import type { Loss, OutcomeCounts, OutcomeKind } from '../model/outcome.ts';
import type { Identity, Reference } from '../model/record.ts';
import type { LaneRef, LaneSettlement, RunEnd, RunFailure, RunPlan, RunState, Tally, Watermark } from '../model/run.ts';

/** A mapping as it was when the run started; a run compiles this copy, whatever happens to the file. */
export interface MappingPin {
  readonly hash: string;
  /** File name for error messages; no absolute path. */
  readonly file: string;
  readonly text: string;
  readonly tables: Readonly<Record<string, string>>;
}

export interface StartRun {
  readonly plan: RunPlan;
  readonly pins: readonly MappingPin[];
  readonly workflowId?: string;
  /** Landed records the run carries instead of reading its sources; pinned with it. */
  readonly wanted?: readonly WantedRecords[];
}

/** Which of a lane's landed records a run carries, each in its newest reading; `crossed`: all that crossed then. */
export interface WantedRecords {
  readonly lane: string;
  readonly keys: readonly string[] | 'crossed';
}

/** Lines of one landed batch. */
export interface LandedLines {
  readonly batch: BatchRef;
  /** From 1, ascending. */
  readonly lines: readonly number[];
  /** The order of batches over all runs. */
  readonly place: { readonly run: number; readonly sequence: number };
}

export interface LaneHolder {
  readonly lane: string;
  readonly run: string;
  /** Seconds since it took the lane. */
  readonly heldFor: number;
}

export interface RunRow {
  readonly run: string;
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly workflowId: string | null;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly settlements: readonly LaneSettlement[];
  readonly failure: RunFailure | null;
}

export interface QuarantineShare {
  readonly quarantined: number;
  readonly records: number;
  /** The share (0–1) set aside when a person last let the lane go on; 0 before. */
  readonly accepted: number;
}

export interface LaneProgress {
  readonly lane: string;
  readonly entity: Entity;
  readonly source: string;
  readonly tally: Tally | null;
  /** Records landed so far. */
  readonly enumerated: number;
  readonly landedBatches: number;
  readonly loadedBatches: number;
  /** Records of loaded batches. */
  readonly loaded: number;
  readonly outcomes: OutcomeCounts;
  readonly placeholders: number;
  readonly state: 'waiting' | 'reading' | 'loading' | 'settled' | 'unsettled' | 'unproven';
  readonly startedAt: string | null;
  readonly updatedAt: string | null;
}

export interface QuarantineFilter {
  readonly run?: string;
  readonly lane?: string;
  readonly code?: string;
  readonly limit: number;
}

/** Narrows which records that are set aside now are meant. */
export interface SetAsideFilter {
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
export interface QuarantineRow {
  readonly run: string;
  readonly lane: string;
  readonly key: string;
  readonly code: string;
  readonly path: string;
  readonly message: string;
  readonly address: string;
  readonly sha256: string;
  readonly line: number;
  readonly at: string;
}

export interface FindingRow {
  readonly lane: string;
  /** `edited-in-console`, `receipt-differs`, `patch-refused` */
  readonly code: string;
  /** External key of the record. */
  readonly key: string;
  readonly fields: readonly string[];
}

export interface LossRow {
  readonly lane: string;
  readonly code: string;
  readonly path: string;
  readonly count: number;
  readonly exampleKey: string;
  readonly message: string;
}

/** What a run writes into the audit chain: ids, counts and hashes, never contents. */
export interface AuditEntry {
  readonly kind: string;
  readonly run: string | null;
  readonly payload: JsonObject;
}

export interface LandedBatch {
  readonly id: string;
  readonly sequence: number;
  readonly address: string;
  readonly sha256: string;
  readonly count: number;
}

export interface LandedBatches {
  readonly batches: readonly LandedBatch[];
  readonly continuation: Watermark;
  readonly done: boolean;
}

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

export type Claimed = { readonly sourceKey: string } & (
  | { readonly kind: 'claimed'; readonly externalKey: string }
  /** A person decided that the record it is at home in is another one. */
  | { readonly kind: 'reassigned'; readonly to: string }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
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

export interface WantedReference {
  readonly entity: Entity;
  /** Keys it may be known by, the most trusted first. */
  readonly keys: readonly string[];
  /** An identity it may be known by, when no key fits. */
  readonly value: string;
  readonly via?: string;
}

export type ResolvedReference =
  | { readonly kind: 'found'; readonly externalKey: string }
  | { readonly kind: 'ambiguous'; readonly candidates: number }
  | { readonly kind: 'missing' };

export interface Intent {
  readonly run: string;
  readonly lane: string;
  readonly batch: string;
  readonly entity: Entity;
  readonly idempotencyKey: string;
  readonly externalKeys: readonly string[];
}

export interface OutcomeRow {
  readonly sourceKey: string;
  readonly externalKey: string | null;
  readonly kind: OutcomeKind;
  readonly code: string | null;
  readonly path: string | null;
  readonly message: string | null;
  /** Line of the batch, from 1: orders two readings of one key. */
  readonly line: number;
  /** Earlier readings of the same key within this batch. */
  readonly superseded: number;
}

export interface MapRow {
  readonly sourceKey: string;
  readonly ownKey: string;
  readonly externalKey: string;
  readonly version: string | null;
  readonly identities: readonly Identity[];
}

export interface DeferredRow {
  readonly sourceKey: string;
  readonly externalKey: string;
  readonly field: string;
  /** The whole field as mapped, unresolved places null, tokens in place. */
  readonly value: JsonValue;
  /** Paths start at the record. */
  readonly references: readonly Reference[];
}

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

export interface Reassignment {
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
  readonly reassign: readonly { readonly from: string; readonly to: string }[];
  readonly apart: readonly (readonly [string, string])[];
  /** Reviews: the record is this one (perhaps its own). */
  readonly claim: readonly { readonly review: MatchReview; readonly externalKey: string }[];
  /** Keys that get their own record again: reassigned ones, and aliases of a shared record. */
  readonly split: readonly string[];
}

/** A source record by the lane that carries it. */
export interface LaneRecord {
  readonly route: string;
  readonly lane: string;
  readonly sourceKey: string;
}

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

/**
 * What we did, kept in PostgreSQL schema `ferry`. Throws TransientError when the database can't be reached or two
 * transactions met (try again), StuckError `disk-full`. Every verb may be repeated with the same arguments.
 */
export interface Ledger {
  /** Records the plan, its lanes and the mapping texts it pins. */
  startRun(start: StartRun): Promise<void>;
  /** Takes all lanes of the plan or none; the lanes that other runs hold are returned (none: all are ours). */
  acquireLanes(plan: RunPlan): Promise<readonly LaneHolder[]>;
  releaseLanes(run: string): Promise<void>;
  pinnedMapping(hash: string): Promise<MappingPin | undefined>;
  getRun(run: string): Promise<RunRow | undefined>;
  /** Newest first. */
  listRuns(limit: number): Promise<readonly RunRow[]>;
  setRunState(run: string, state: RunState): Promise<void>;
  /** Ends the run, keeps how each lane settled, or why it failed, and releases its lanes. */
  finishRun(run: string, end: RunEnd): Promise<void>;
  /** One row a lane, in the plan's order. */
  progress(run: string): Promise<readonly LaneProgress[]>;
  quarantineList(filter: QuarantineFilter): Promise<readonly QuarantineRow[]>;
  quarantineShow(run: string, lane: string, key: string): Promise<QuarantineRow | undefined>;
  findings(run: string): Promise<readonly FindingRow[]>;
  losses(run: string): Promise<readonly LossRow[]>;
  /** Placeholders that lanes of this run made, now or in earlier runs, and that still stand; at most `limit`, and how many there are. */
  placeholders(
    run: string,
    limit: number,
  ): Promise<{ readonly count: number; readonly rows: readonly PlaceholderRow[] }>;
  /** Of the route's lanes that have read to an end. */
  watermarks(targetInstance: string, route: string): Promise<readonly WatermarkRow[]>;
  appendAudit(entry: AuditEntry): Promise<void>;

  /** Notes what extract landed and how far the lane has read. */
  recordLanded(ref: LaneRef, landed: LandedBatches): Promise<void>;
  /** What the source said before it was read: for showing how far a lane is. */
  recordTally(ref: LaneRef, tally: Tally): Promise<void>;
  /** The summary of a batch that is already loaded. */
  loadedBatch(ref: LaneRef, batch: string): Promise<BatchSummary | undefined>;
  /** Gives each record its external key under a lock per (target, entity) and keeps its identities. */
  claimKeys(scope: LaneScope, run: string, claims: readonly Claim[]): Promise<readonly Claimed[]>;
  /** What this run has made of these records in batches that are loaded. */
  readings(ref: LaneRef, scope: LaneScope, sourceKeys: readonly string[]): Promise<readonly ReadingRow[]>;
  /** Those of the source's lasting assets that the target has. */
  hostedAssets(targetInstance: string, source: string, refs: readonly string[]): Promise<readonly HostedAsset[]>;
  /** Keeps that the target took a lasting asset. */
  rememberAsset(run: RunPlan, source: string, asset: HostedAsset): Promise<void>;
  writtenRecords(targetInstance: string, externalKeys: readonly string[]): Promise<readonly WrittenRecord[]>;
  contributions(targetInstance: string, externalKeys: readonly string[]): Promise<readonly Contribution[]>;
  /** One answer per reference asked for, in order. */
  resolveReferences(scope: LaneScope, wanted: readonly WantedReference[]): Promise<readonly ResolvedReference[]>;
  /** Commits that a write is about to happen; tells how often answers of this batch were refused. */
  recordIntent(intent: Intent): Promise<{ readonly refusals: number }>;
  /** Notes that answers to this batch's writes are out of date, so that repeating them carries new idempotency keys. */
  refuseAnswers(run: string, batch: string): Promise<void>;
  settleBatch(settlement: Settlement): Promise<void>;
  /** Deferred fields of the lane in a stable order, from the start. */
  deferred(ref: LaneRef, limit: number): Promise<readonly DeferredRow[]>;
  laneTotals(ref: LaneRef): Promise<LaneTotals>;
  /** Records set aside since a person last let the lane go on, and out of how many. */
  quarantineShare(ref: LaneRef): Promise<QuarantineShare>;
  /** Counts from here on: going on after being held accepts what was set aside so far, and a share like it. */
  acceptQuarantine(ref: LaneRef): Promise<void>;
  recordFindings(ref: LaneRef, findings: readonly FindingRow[]): Promise<void>;
  /** Which of these external keys a record of this lane has. */
  laneKeys(scope: LaneScope, externalKeys: readonly string[]): Promise<readonly string[]>;
  /** Keeps how a lane stands, and moves its watermark unless that is null. */
  recordSettlement(ref: LaneRef, settlement: LaneSettlement, mark: LaneMark | null): Promise<void>;
  /** Records the source has as far as the lane's deltas and the whole reading before them tell; null: there was none. */
  knownRecords(scope: LaneScope, run: string): Promise<number | null>;
  /** A landed batch at a time of what the run wants of the lane, after `place`; undefined: no more. */
  wantedLines(ref: LaneRef, after: LandedLines['place'] | null): Promise<LandedLines | undefined>;
  countWanted(ref: LaneRef): Promise<number>;
  /** Plans of the runs that loaded records into the target, newest first. */
  plansOf(targetInstance: string): Promise<readonly RunPlan[]>;
  /** Records set aside as things stand, by lane and key: in their newest reading, and not gone from the source since. */
  setAsideNow(filter: SetAsideFilter): Promise<readonly QuarantineRow[]>;
  /** Live records of the entity, by key. */
  knownMasters(targetInstance: string, entity: Entity): Promise<readonly KnownMaster[]>;
  reviews(targetInstance: string, entity: Entity): Promise<readonly MatchReview[]>;
  reassignments(targetInstance: string, entity: Entity): Promise<readonly Reassignment[]>;
  keptApart(targetInstance: string, entity: Entity): Promise<readonly (readonly [string, string])[]>;
  /** The source records behind these records of the target. */
  recordsBehind(targetInstance: string, externalKeys: readonly string[]): Promise<readonly LaneRecord[]>;
  /** Keeps decisions and the audit entry that says who took them, all or nothing. A repeat with the same run changes nothing. */
  decide(decisions: Decisions): Promise<void>;
  /** Identities that persons gain from those they were said to be, by the key that gains them, in a stable order. */
  gained(targetInstance: string, externalKeys: readonly string[]): Promise<readonly Gained[]>;
  /** Records that ought to have ended since they are others now, and still stand: at most 500 of the source, sorted. */
  toBeEnded(scope: LaneScope, after: string): Promise<readonly WrittenRecord[]>;
  close(): Promise<void>;
}
