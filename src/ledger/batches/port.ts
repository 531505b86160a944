/** What the ledger can do with the batches of a lane: landed, about to be written, loaded, summed up. */
import type { BatchSummary } from '../../model/batch.ts';
import type { QuarantineShare } from '../../model/quarantine-limit.ts';
import type { LaneRef } from '../../model/run.ts';
import type { LaneSettlement, SourceCount } from '../../model/settlement.ts';
import type { LaneScope } from '../records/rows.ts';
import type { LaneMark } from '../runs/rows.ts';
import type { DeferredRow, Intent, LandedBatches, LaneTotals, RecordVersionRow, Settlement } from './rows.ts';

/**
 * One part of `Ledger`, under its contract. The order of one batch, each step safe to repeat:
 *
 * ```ts
 * await ledger.recordLanded(ref, { batches: [batch], continuation, done });
 * if (await ledger.loadedBatch(ref, batch.id)) return; // a retry after the batch was settled
 * const { refusals } = await ledger.recordIntent(intent); // committed before the target is called
 * // … the target takes the batch …
 * await ledger.settleBatch(settlement); // everything the batch changed, in one transaction
 * ```
 */
export interface BatchesLedger {
  /** Records what extract landed and how far the lane has read. */
  recordLanded(ref: LaneRef, landed: LandedBatches): Promise<void>;
  /** The source's own count before it was read: for showing how far a lane is. */
  recordSourceCount(ref: LaneRef, sourceCount: SourceCount): Promise<void>;
  /** The summary of a batch that is already loaded. */
  loadedBatch(ref: LaneRef, batch: string): Promise<BatchSummary | undefined>;
  /** The versions of these records in batches of this run that are loaded. */
  recordVersions(ref: LaneRef, scope: LaneScope, sourceKeys: readonly string[]): Promise<readonly RecordVersionRow[]>;
  /** By source key, the version of these records that this run or a settled one loaded last, where it had one. */
  loadedVersions(ref: LaneRef, scope: LaneScope, sourceKeys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** External keys of the lane's records that the target refused as out of date, and of which nothing newer is known. */
  unknownNewer(ref: LaneRef, scope: LaneScope): Promise<readonly string[]>;
  /** Commits that a write is about to happen; returns how often answers of this batch were refused. */
  recordIntent(intent: Intent): Promise<{ readonly refusals: number }>;
  /** Records that answers to this batch's writes are out of date, so that repeating them uses new idempotency keys. */
  refuseAnswers(run: string, batch: string): Promise<void>;
  /** Writes everything a loaded batch changed, or nothing. */
  settleBatch(settlement: Settlement): Promise<void>;
  /** Deferred fields of the lane in a stable order, from the start. */
  deferred(ref: LaneRef, limit: number): Promise<readonly DeferredRow[]>;
  /** Both sides of the lane's equation. */
  laneTotals(ref: LaneRef): Promise<LaneTotals>;
  /** Records quarantined since a person last let the lane go on, and out of how many; of a plan, as its run would count. */
  quarantineShare(ref: LaneRef): Promise<QuarantineShare>;
  /** Counts from here on: resuming the lane accepts what was quarantined so far, and a share like it. */
  acceptQuarantine(ref: LaneRef): Promise<void>;
  /** Keeps how a lane settled, and moves its watermark unless that is null. */
  recordSettlement(ref: LaneRef, settlement: LaneSettlement, mark: LaneMark | null): Promise<void>;
}
