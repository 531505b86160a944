/** What the ledger keeps of plans: their approvals, and how a run differs from its plan. */
import type { Approval } from '../../model/approval.ts';
import type { PlanRecordRow } from '../../model/plan-facts/record-row.ts';

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

/** A key whose outcome in the run differs from the plan's; null: not read at all. */
export interface PlanDifference {
  readonly lane: string;
  readonly sourceKey: string;
  readonly planned: PlanRecordRow | null;
  readonly done: PlanRecordRow | null;
}

/** A run compared with a plan over the keys of both; a key that only one of them has differs. */
export interface PlanComparison {
  /** Keys compared. */
  readonly compared: number;
  readonly differing: number;
  /** The first few, by lane and key. */
  readonly differences: readonly PlanDifference[];
}
