/** What the ledger can do with single records: their keys, what was written of them, what a run has to report about them. */
import type { DriftKind, Seen } from '../../model/drift.ts';
import type { AskedTable } from '../../model/drift-tables.ts';
import type { Entity } from '../../model/entity.ts';
import type { LaneRef, RunPlan } from '../../model/run.ts';
import type { FieldPath } from '../../model/source-fields.ts';
import type { SeenBefore } from './drift-rows.ts';
import type {
  FindingRow,
  LossRow,
  PlaceholderRow,
  QuarantinedNowFilter,
  QuarantineFilter,
  QuarantineReasonRow,
  QuarantineRow,
  SharedNumbers,
  VanishedRecords,
} from './report-rows.ts';
import type {
  Claim,
  Claimed,
  Contribution,
  HostedAsset,
  LaneScope,
  ResolvedReference,
  WantedReference,
  WrittenRecord,
} from './rows.ts';

/**
 * One part of `Ledger`, under its contract.
 *
 * ```ts
 * const claimed = await ledger.claimKeys(scope, run, claims); // which record of the target each one is
 * const answers = await ledger.resolveReferences(scope, wanted); // one answer a reference, in order
 * const prior = await ledger.writtenRecords(scope.targetInstance, keys); // what needs no second write
 * ```
 */
export interface RecordsLedger {
  /** Gives each record its external key under a lock per (target, entity) and keeps its identities. */
  claimKeys(scope: LaneScope, run: string, claims: readonly Claim[]): Promise<readonly Claimed[]>;
  /** One answer per reference asked for, in order. */
  resolveReferences(scope: LaneScope, wanted: readonly WantedReference[]): Promise<readonly ResolvedReference[]>;
  /** What was last written of these records; keys that nobody wrote are left out. */
  writtenRecords(targetInstance: string, externalKeys: readonly string[]): Promise<readonly WrittenRecord[]>;
  /** Each source's fields of these records. */
  contributions(targetInstance: string, externalKeys: readonly string[]): Promise<readonly Contribution[]>;
  /** Which of these external keys a record of this lane has. */
  laneKeys(scope: LaneScope, externalKeys: readonly string[]): Promise<readonly string[]>;
  /** Those of the source's lasting assets that the target has. */
  hostedAssets(targetInstance: string, source: string, refs: readonly string[]): Promise<readonly HostedAsset[]>;
  /** Keeps that the target took a lasting asset. */
  rememberAsset(run: RunPlan, source: string, asset: HostedAsset): Promise<void>;
  /** What runs before this one accepted as part of the lane's source. */
  seenBefore(scope: LaneScope, run: string): Promise<SeenBefore>;
  /** Of each lane that settled whole once: the fields that runs read from its source, but for those accepted as gone. */
  fieldsRead(
    targetInstance: string,
    route: string,
  ): Promise<readonly { readonly lane: string; readonly path: FieldPath }[]>;
  /** Keeps the drift that a lane waits for, so that `acceptDrift` can accept it. */
  recordDrift(scope: LaneScope, run: string, things: readonly Seen[]): Promise<void>;
  /** A person resumed the lane: drift of these kinds that the run found is part of the source from here on. */
  acceptDrift(scope: LaneScope, run: string, kinds: readonly DriftKind[]): Promise<void>;
  /** The lane was read whole and settled: what later runs find beyond it is drift. The first time counts. */
  recordBaseline(scope: LaneScope, run: string): Promise<void>;
  /** The tables that mappings of the lane had in runs that settled before, with all that they ever listed. */
  tablesBefore(scope: LaneScope): Promise<readonly AskedTable[]>;
  /** The lane was read whole and settled with these tables. Repeats safely. */
  recordTables(scope: LaneScope, run: string, tables: readonly AskedTable[]): Promise<void>;
  /** Keeps findings, each once per run, lane, code and record. */
  recordFindings(ref: LaneRef, findings: readonly FindingRow[]): Promise<void>;
  /** Keeps findings about a lane as a whole in place of those it had under these codes. */
  replaceFindings(ref: LaneRef, codes: readonly string[], findings: readonly FindingRow[]): Promise<void>;
  /** Of a lane that the run read whole: records that the target held before, and those among them that weren't read. */
  vanishedRecords(scope: LaneScope, run: string): Promise<VanishedRecords>;
  /** The vanished records that nothing else feeds and that aren't tombstoned, by key, after the one given. */
  vanishedPage(scope: LaneScope, run: string, after: string): Promise<readonly WrittenRecord[]>;
  /** By other source of the entity: how many records of the lane have a number that one of its records has too. */
  sharedNumbers(scope: LaneScope): Promise<readonly SharedNumbers[]>;
  /** In the order of codes, lanes and keys. */
  findings(run: string): Promise<readonly FindingRow[]>;
  /** The most frequent first. */
  losses(run: string): Promise<readonly LossRow[]>;
  /** What runs quarantined, fixed since or not; the newest run first. */
  quarantineList(filter: QuarantineFilter): Promise<readonly QuarantineRow[]>;
  /** Why the run quarantined records, by code, the most frequent first. */
  quarantineReasons(run: string): Promise<readonly QuarantineReasonRow[]>;
  /** Undefined when the record wasn't quarantined in that run. */
  quarantineShow(run: string, lane: string, key: string): Promise<QuarantineRow | undefined>;
  /** Records quarantined as things stand, by lane and key: in their newest version, and not gone from the source since. */
  quarantinedNow(filter: QuarantinedNowFilter): Promise<readonly QuarantineRow[]>;
  /** How many placeholders the run made, by entity, as long as nothing has replaced them; entities without any are left out. */
  placeholdersMade(run: string): Promise<readonly { readonly entity: Entity; readonly count: number }[]>;
  /** Placeholders that lanes of this run made, now or in earlier runs, and that are still there; at most `limit`, and how many there are. */
  placeholders(
    run: string,
    limit: number,
  ): Promise<{ readonly count: number; readonly rows: readonly PlaceholderRow[] }>;
}
