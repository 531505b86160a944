/** Who is who: the records that may be the same, the matches that wait for a decision, and what people decided. */
import type { Entity } from '../../model/entity.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Identity } from '../../model/record.ts';
import type { Contribution } from '../records/rows.ts';

/** A source record that matches several records of the target; a person decides which it is. */
export interface Review {
  readonly sourceKey: string;
  readonly candidates: readonly string[];
  /** The key it gets when it is none of them, and its name as people know it. */
  readonly ownKey?: string;
  readonly name?: string;
}

/** A review with everything that deciding it needs. */
export interface MatchReview extends Review {
  readonly route: string;
  readonly lane: string;
  readonly source: string;
  readonly ownKey: string;
  readonly name: string;
  /** The record it is, once that is decided. */
  readonly decided: string | null;
}

/** A source record behind a record of the target. */
export interface Alias {
  readonly source: string;
  readonly route: string;
  readonly lane: string;
  readonly ownKey: string;
}

/** A record of a master entity as the ledger knows it, for people to tell who is who. */
export interface KnownMaster {
  readonly key: string;
  readonly placeholder: boolean;
  /** Each source's fields; those of the source that created the record come first. */
  readonly contributed: readonly JsonObject[];
  readonly identities: readonly Identity[];
  /** The source records behind it; none for a placeholder. */
  readonly aliases: readonly Alias[];
}

/** A merge that holds: the record under `from` is the one under `to`, both external keys. */
export interface IdentityMerge {
  readonly from: string;
  readonly to: string;
  /** Where the chain of merges ends. */
  readonly final: string;
  readonly by: string;
  /** Whether the run that applies it has settled. */
  readonly done: boolean;
}

/** The identities of a record that was merged; `by` is the key of the record that gains them. */
export interface MergedContribution extends Contribution {
  readonly by: string;
}

/** What a person decided about records of one entity. */
export interface Decisions {
  readonly targetInstance: string;
  readonly entity: Entity;
  readonly by: string;
  /** The run that applies them; null: no record has to be loaded for them. */
  readonly run: string | null;
  readonly merge: readonly { readonly from: string; readonly to: string }[];
  readonly apart: readonly (readonly [string, string])[];
  /** Reviews that were decided: the record it is (perhaps one of its own). */
  readonly claim: readonly { readonly review: MatchReview; readonly externalKey: string }[];
  /** Keys that get a record of their own again: merged ones, and aliases of a shared record. */
  readonly split: readonly string[];
}

/** A source record, by the lane that loads it. */
export interface LaneRecord {
  readonly route: string;
  readonly lane: string;
  readonly sourceKey: string;
}
