/** What a plan's profile asks the ledger for while the plan's copy of the record map exists. */
import type { Entity } from '../../model/entity.ts';
import type { StoredMessage } from '../../model/message.ts';
import type { OutcomeKind, Problem } from '../../model/outcome.ts';
import type { Some } from '../../model/plan-facts/bounded-list.ts';
import type { ImpactFacts } from '../../model/plan-facts/impact.ts';

/** A landed batch, with when it came and when it was loaded. */
export interface TimedBatch {
  readonly id: string;
  readonly sequence: number;
  readonly address: string;
  readonly sha256: string;
  readonly count: number;
  /** Milliseconds since 1970. */
  readonly landedAt: number;
  readonly loadedAt: number | null;
}

/** What became of a record, at the line (from 1) of its newest version in the run. No record contents. */
export interface EndingRow extends StoredMessage {
  readonly line: number;
  readonly sourceKey: string;
  readonly kind: OutcomeKind;
  readonly code: string | null;
  readonly path: string | null;
  /** Of a quarantined record what else would have quarantined it; null: nothing that is known. */
  readonly also: readonly Problem[] | null;
  readonly externalKey: string | null;
}

/** Masters of one entity as the plan leaves them. At most 50 of each named, by key; names come from the records. */
export interface MasterRows {
  readonly records: number;
  readonly matched: Some<{ readonly key: string; readonly name: string; readonly sources: readonly string[] }>;
  readonly placeholders: Some<{ readonly key: string; readonly name: string }>;
  readonly ambiguous: Some<{ readonly key: string; readonly name: string; readonly candidates: readonly string[] }>;
  readonly deactivated: number;
  /** By field, how many records have it from which source. */
  readonly owners: readonly { readonly field: string; readonly source: string; readonly count: number }[];
}

/** How fast a lane's batches were read and loaded. */
export interface LaneTimings {
  readonly records: number;
  /** Seconds from the lane's start to its last landed batch. */
  readonly reading: number;
  /** Seconds from the lane's start to its last loaded batch. */
  readonly loading: number;
}

/** At most 50 of each named; `changedKeys` are ten at most, and never of records that would be created. */
export interface LaneImpact extends Omit<ImpactFacts, 'lane' | 'from' | 'to' | 'samples' | 'newlyExcluded'> {
  readonly newlyExcluded: Some<StoredMessage & { readonly key: string; readonly code: string }>;
  /** External keys of changed records, the first by key. */
  readonly changedKeys: readonly string[];
}

/** One entity over all sources and routes that write into the instance. */
export interface MasterScope {
  /** Of a plan, its own copy of the record map. */
  readonly targetInstance: string;
  readonly entity: Entity;
  /** Sources in order of who owns a field. */
  readonly precedence: readonly string[];
}

/** The lane of a plan over the landing. */
export interface ImpactOf {
  readonly run: string;
  readonly lane: string;
  /** The plan's own copy of the record map. */
  readonly overlay: string;
  readonly basis: string;
}
