/** What plans ask of the ledger: their copy of the record map, what they found out, the approvals that people gave. */
import type { Approval } from '../../model/approval.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Some } from '../../model/plan-facts/bounded-list.ts';
import type { PlanRecordRow } from '../../model/plan-facts/record-row.ts';
import type { RunPlan } from '../../model/run.ts';
import type { HostedAsset } from '../records/rows.ts';
import type { WantedRecords } from '../runs/rows.ts';
import type {
  EndingRow,
  ImpactOf,
  LaneImpact,
  LaneTimings,
  MasterRows,
  MasterScope,
  TimedBatch,
} from './profile-rows.ts';
import type { ApprovalRow, PlanComparison, PlanRow } from './rows.ts';

/**
 * One part of `Ledger`, under its contract.
 *
 * ```ts
 * await ledger.openOverlay(plan); // the plan works on a copy of the record map
 * // … the run of the plan …
 * const facts = await ledger.readOverlay(plan.run, () => findFacts(ledger, plan)); // nobody deletes the copy meanwhile
 * await ledger.keepFacts(plan.run, sha256(facts));
 * await ledger.dropOverlay(plan.run);
 * ```
 */
export interface PlansLedger {
  /** Copies the rows of the plan's basis to the plan's own instance. Throws FatalError `plan-basis` for a run that isn't a plan. */
  openOverlay(plan: RunPlan): Promise<void>;
  /** Deletes a plan's copy. */
  dropOverlay(run: string): Promise<void>;
  /** Deletes the copies of ended plans over this target that nobody reads. */
  dropLeftovers(basis: string): Promise<void>;
  /** Keeps the plan's copy from being deleted while `read` goes on. Throws FatalError `plan-gone`. */
  readOverlay<T>(run: string, read: () => Promise<T>): Promise<T>;
  /** Undefined for what isn't a plan. */
  planRow(run: string): Promise<PlanRow | undefined>;
  /** Keeps the hash of the facts that the plan came to. */
  keepFacts(run: string, sha256: string): Promise<void>;
  /** Up to 5,000 outcomes by lane and key, after the last one given; none: no more. */
  outcomePage(
    run: string,
    after: { readonly lane: string; readonly sourceKey: string } | null,
  ): Promise<readonly PlanRecordRow[]>;
  /** Compares a run with a plan, key by key; of the lanes named as sampled the plan's keys alone. */
  comparePlan(compared: {
    readonly plan: string;
    readonly run: string;
    readonly sampled: readonly string[];
    readonly limit: number;
  }): Promise<PlanComparison>;
  /** By lane, the records whose outcome a plan over the landing would change. */
  impactKeys(plan: string): Promise<readonly WantedRecords[]>;
  /** Counts the records of `impactKeys` by what becomes of them; the plan's copy must be there. */
  laneImpact(of: ImpactOf): Promise<LaneImpact>;
  /** Keeps a person's approval of a plan, and the audit entry that says who gave it. */
  approvePlan(approval: Approval): Promise<void>;
  /** Approvals of plans over this target, newest first. */
  approvals(of: { readonly basis: string; readonly route?: string }): Promise<readonly ApprovalRow[]>;
  /** A lane's batches in the order they landed. */
  landedBatches(run: string, lane: string): Promise<readonly TimedBatch[]>;
  /** What became of the records whose deciding version lies in this batch, by line. */
  endingsIn(run: string, lane: string, sequence: number): Promise<readonly EndingRow[]>;
  /** What is known of assets of a source, whatever installation of it they came from. */
  landedAssets(targetInstance: string, source: string, refs: readonly string[]): Promise<readonly HostedAsset[]>;
  /** Records of one lane that would hold the same under different keys. */
  equalRecords(
    run: string,
  ): Promise<Some<{ readonly lane: string; readonly keys: readonly string[] }> & { readonly records: number }>;
  /** What the target held of these records before the run. */
  imagesBefore(run: string, externalKeys: readonly string[]): Promise<ReadonlyMap<string, JsonObject>>;
  /** One entity's masters over all sources. */
  masterRows(scope: MasterScope): Promise<MasterRows>;
  /** By lane, how long reading and loading took. */
  laneTimings(run: string): Promise<ReadonlyMap<string, LaneTimings>>;
  /** The newest few runs that read their sources and wrote into the target, newest first; of one route, when it is named. */
  writingRuns(targetInstance: string, route?: string): Promise<readonly string[]>;
}
