/** What the ledger knows of who is who, and what people decided about it. */
import type { Entity } from '../../model/entity.ts';
import type { LaneScope, WrittenRecord } from '../records/rows.ts';
import type { Decisions, IdentityMerge, KnownMaster, LaneRecord, MatchReview, MergedContribution } from './rows.ts';

/**
 * One part of `Ledger`, under its contract.
 *
 * ```ts
 * const masters = await ledger.knownMasters(instance, 'person');
 * // … a person decides that rt:person:17 is crm:person:4 …
 * await ledger.decide({ ...head, run, merge: [{ from: 'rt:person:17', to: 'crm:person:4' }], apart: [], claim: [], split: [] });
 * ```
 */
export interface PeopleLedger {
  /** Live records of the entity, by key. */
  knownMasters(targetInstance: string, entity: Entity): Promise<readonly KnownMaster[]>;
  /** Matches that wait for a decision or have one. */
  reviews(targetInstance: string, entity: Entity): Promise<readonly MatchReview[]>;
  /** Every merge that holds, by the key that was merged. */
  identityMerges(targetInstance: string, entity: Entity): Promise<readonly IdentityMerge[]>;
  /** Pairs that people decided to be two, each pair sorted. */
  keptApart(targetInstance: string, entity: Entity): Promise<readonly (readonly [string, string])[]>;
  /** The source records behind these records of the target. */
  recordsBehind(targetInstance: string, externalKeys: readonly string[]): Promise<readonly LaneRecord[]>;
  /** Keeps decisions and the audit entry that says who took them, all or nothing. A repeat with the same run changes nothing. */
  decide(decisions: Decisions): Promise<void>;
  /** The identities that these records gain from those merged into them, in a stable order. */
  mergedContributions(targetInstance: string, externalKeys: readonly string[]): Promise<readonly MergedContribution[]>;
  /** Duplicates of the lane's source that were merged into others and are still live in the target: at most 500 after this key, sorted. */
  liveDuplicates(scope: LaneScope, after: string): Promise<readonly WrittenRecord[]>;
}
