/** A person's word that a dry run is good enough to follow: what it was given for, and what a run goes by. */
import type { LanePlan } from './run.ts';

/** A source as far as an approval is bound to it: which system it is and what it has to read, never the records of a live one. */
export interface SourceShape {
  readonly source: string;
  readonly kind: string;
  /** Tells installations apart that the configuration calls alike; null where a source can't. */
  readonly installation: string | null;
  /** What can be read there, sorted. */
  readonly entities: readonly string[];
  /** Of files: changes with what they hold. Null for live systems, whose records go on changing. */
  readonly state: string | null;
}

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

/** By what right a run writes into a production target. */
export type Warrant =
  | { readonly kind: 'approved'; readonly plan: string; readonly by: string }
  | { readonly kind: 'without-plan'; readonly by: string; readonly because: string };
