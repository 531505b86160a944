/** What the ledger can do, as its users see it. `ledger.ts` makes one over PostgreSQL; every verb lives in a file of its own. */
import type { BatchSummary } from '../model/batch.ts';
import type { DriftKind, Seen } from '../model/drift.ts';
import type { Entity } from '../model/entity.ts';
import type { LaneRef, LaneSettlement, RunEnd, RunPlan, RunState, SourceCount } from '../model/run.ts';
import type { AuditEntry } from './audit.ts';
import type {
  DeferredRow,
  Intent,
  LandedBatches,
  LaneTotals,
  QuarantineShare,
  ReadingRow,
  Settlement,
} from './batches/rows.ts';
import type { Decisions, Gained, IdentityMerge, KnownMaster, LaneRecord, MatchReview } from './people/rows.ts';
import type { PlanVerbs } from './plans/port.ts';
import type { SeenBefore } from './records/drift-rows.ts';
import type {
  FindingRow,
  LossRow,
  PlaceholderRow,
  QuarantinedNowFilter,
  QuarantineFilter,
  QuarantineRow,
} from './records/report-rows.ts';
import type {
  Claim,
  Claimed,
  Contribution,
  HostedAsset,
  LaneScope,
  ResolvedReference,
  WantedReference,
  WrittenRecord,
} from './records/rows.ts';
import type {
  LandedLines,
  LaneHolder,
  LaneMark,
  LaneProgress,
  MappingPin,
  RunRow,
  StartRun,
  WatermarkRow,
} from './runs/rows.ts';

/**
 * What we did, kept in PostgreSQL schema `ferry`. Throws TransientError when the database can't be reached or two
 * transactions met (try again), StuckError `disk-full`. Every verb may be repeated with the same arguments.
 */
export interface Ledger extends PlanVerbs {
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
  recordSourceCount(ref: LaneRef, sourceCount: SourceCount): Promise<void>;
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
  /** What runs before this one took for part of the lane's source. */
  seenBefore(scope: LaneScope, run: string): Promise<SeenBefore>;
  /** Keeps what holds a lane, for `takeNew`. */
  noteNew(scope: LaneScope, run: string, things: readonly Seen[]): Promise<void>;
  /** A person let the lane go on: what the run found new of these kinds is part of the source from here on. */
  takeNew(scope: LaneScope, run: string, kinds: readonly DriftKind[]): Promise<void>;
  /** The lane was read whole and settled: what later runs find beyond it is new. The first time counts. */
  recordBaseline(scope: LaneScope, run: string): Promise<void>;
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
  quarantinedNow(filter: QuarantinedNowFilter): Promise<readonly QuarantineRow[]>;
  /** Live records of the entity, by key. */
  knownMasters(targetInstance: string, entity: Entity): Promise<readonly KnownMaster[]>;
  reviews(targetInstance: string, entity: Entity): Promise<readonly MatchReview[]>;
  identityMerges(targetInstance: string, entity: Entity): Promise<readonly IdentityMerge[]>;
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
