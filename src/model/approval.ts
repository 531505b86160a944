/** A person's word that a dry run is good enough to follow: what it was given for, and what a run goes by. */
import type { LanePlan } from './run.ts';
import type { SourceShape } from './source-shape.ts';

/** What of a lane must stay as it was approved; batch sizes and windows may change. */
export type ApprovedLane = Pick<
  LanePlan,
  'lane' | 'mapping' | 'mappingVersion' | 'mappingHash' | 'source' | 'sourceEntity' | 'entity' | 'where'
>;

/** What an approval is bound to: whatever of this changes, it no longer counts. */
export interface ApprovedScope {
  readonly reads: 'source' | 'landing';
  readonly lanes: readonly ApprovedLane[];
  readonly sources: readonly SourceShape[];
  /** sha256 over what the target takes; null where it doesn't say. */
  readonly contract: string | null;
}

/** One person's word on one plan. A plan may have several; each counts by itself. */
export interface Approval {
  readonly plan: string;
  readonly route: string;
  /** The target instance that the plan was made for. */
  readonly basis: string;
  /** The person, as they were named. */
  readonly by: string;
  readonly because: string | null;
  /** Codes of the blocking findings that were accepted by name. */
  readonly despite: readonly string[];
  /** Of plan.json as it was read. */
  readonly factsSha256: string;
  /** sha256 over the scope: one word for all that the approval is bound to. */
  readonly fingerprint: string;
  readonly scope: ApprovedScope;
}
