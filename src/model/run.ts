/** A run and its lanes: what was asked for, and pinned at the start. */
import type { BatchRef } from './batch.ts';
import type { DriftPolicies } from './drift.ts';
import type { Entity } from './entity.ts';
import type { PlanFinding } from './finding.ts';
import type { FieldPath } from './source-fields.ts';
import type { SourceShape } from './source-shape.ts';
import type { VanishedRule } from './vanished.ts';

/** What a run is for. A `plan` writes nothing to the target. */
export const MODES = ['plan', 'full', 'delta', 'retry', 'rollback'] as const;
export type Mode = (typeof MODES)[number];

/** Opaque to all but the connector that made it; null means from the beginning. */
export type Watermark = string | null;

/** One mapping within a run. Everything it needs is pinned here by name or hash when the run starts. */
export interface LanePlan {
  /** `source.mapping`: unique within the route, the key of landing, outcomes, record map and locks. */
  readonly lane: string;
  readonly mapping: string;
  readonly mappingVersion: string;
  /** Content hash of the pinned mapping (file and tables), the key of the ledger's pinned copy. */
  readonly mappingHash: string;
  readonly source: string;
  /** The entity (file, stream) read at the source; not always named like the target's. */
  readonly sourceEntity: string;
  readonly entity: Entity;
  /** The source's own query that narrows what is read; null: everything. */
  readonly where: string | null;
  /** Where reading starts: the watermark of the run before in a delta; null: at the beginning. */
  readonly since: Watermark;
  /** Records per batch. */
  readonly batchSize: number;
  /** Batches in flight at the target; 1 where order decides (matching masters, targets without version guard). */
  readonly window: number;
  /** Share of quarantined records (0–1) above which the run stops. */
  readonly quarantineLimit: number;
  /** Sources in order of who owns a field both know; masters only. */
  readonly precedence: readonly string[];
  /** What happens to what is new at the source; left out: it is taken and reported. */
  readonly drift?: DriftPolicies;
  /** What the mapping reads, as far as the source had it when the run started; left out: the source doesn't say. */
  readonly declared?: readonly FieldPath[];
  /** What the mapping reads and earlier runs read, and the source had no more when the run started; left out: nothing. */
  readonly gone?: readonly FieldPath[];
  /** What happens to records that vanished from the source; left out: they are reported. */
  readonly vanished?: VanishedRule;
  /** Read only this many records, edge cases first; left out: all. Only plans have samples. */
  readonly sample?: number;
}

/** One finding of a source's `check`, kept with the run: what can't be seen must not look like what isn't there. */
export interface SourceRemark {
  readonly source: string;
  readonly message: string;
}

/** What was known before a plan began and its report has to tell. */
export interface PlanContext {
  readonly target: { readonly kind: string; readonly version: string | null; readonly production: boolean };
  /** By lane: whether its mapping is locked, and as it is here. */
  readonly locks: Readonly<Record<string, 'locked' | 'unlocked' | 'drifted'>>;
  /** Share (0–1) of quarantined records above which a lane of a run waits; a plan's own lanes don't. */
  readonly quarantineLimit: number;
  /** What examples, golden records and the target's live contract say. */
  readonly findings: readonly PlanFinding[];
}

/** Why a run may write into a production target. */
export type Authorisation =
  | { readonly kind: 'approved'; readonly plan: string; readonly by: string }
  | { readonly kind: 'without-plan'; readonly by: string; readonly because: string };

/** Everything a run needs, pinned when it starts: files and configuration may change meanwhile. */
export interface RunPlan {
  readonly run: string;
  readonly route: string;
  readonly mode: Mode;
  /** Whose record map the run reads and writes: the UUID the target reports about itself; a plan's own copy of that map. */
  readonly targetInstance: string;
  /** Of a plan: the target instance whose record map it began with. */
  readonly basis?: string;
  /** Of a plan. */
  readonly context?: PlanContext;
  /** Where records come from: the systems themselves, or what has landed of them. */
  readonly reads: 'source' | 'landing';
  /** Absolute path of the configuration the run was started with. */
  readonly config: string;
  /** What the sources said about themselves when the run started: rights they lack, doubtful settings. */
  readonly remarks?: readonly SourceRemark[];
  /** What the sources were when it was prepared; of plans, and of runs into production that read them. */
  readonly sources?: readonly SourceShape[];
  /** sha256 over what the target took when it was prepared; null where it doesn't say. */
  readonly contract?: string | null;
  /** Why it may write; only into production. */
  readonly authorisation?: Authorisation;
  /** Levels in dependency order; lanes of one level may run side by side, lanes of one inner list one after another. */
  readonly levels: readonly (readonly (readonly LanePlan[])[])[];
}

/** What one call of extract landed. */
export interface Extracted {
  readonly batches: readonly BatchRef[];
  readonly continuation: Watermark;
  readonly done: boolean;
}

/** Names a lane of a run; what activities take. */
export interface LaneRef {
  readonly run: string;
  readonly lane: string;
}
