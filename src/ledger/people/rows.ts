/** Who is who: what is known of it, what waits for a decision, and what people decided. */
import type { Entity } from '../../model/entity.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Identity } from '../../model/record.ts';
import type { Contribution } from '../records/rows.ts';

/** A record that may be one of several; a person decides. */
export interface Review {
  readonly sourceKey: string;
  readonly candidates: readonly string[];
  /** The key it gets when it is none of them, and its name for people to tell. */
  readonly ownKey?: string;
  readonly name?: string;
}

/** A review with all that deciding it takes. */
export interface MatchReview extends Review {
  readonly route: string;
  readonly lane: string;
  readonly source: string;
  readonly ownKey: string;
  readonly name: string;
  /** The record it is, once that is decided. */
  readonly decided: string | null;
}

/** A source record that is at home in a record of the target. */
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
  /** What the sources say, the one that brought it first. */
  readonly said: readonly JsonObject[];
  readonly identities: readonly Identity[];
  /** The source records behind it; none for a placeholder. */
  readonly aliases: readonly Alias[];
}

/** A decision that stands: the record under `from` is the one under `to`, both external keys. */
export interface IdentityMerge {
  readonly from: string;
  readonly to: string;
  /** Where the chain of decisions ends. */
  readonly final: string;
  readonly by: string;
  /** Whether a run has carried it out to its end. */
  readonly done: boolean;
}

/** What a record says of its identities, for the record it is by decision. */
export interface Gained extends Contribution {
  readonly by: string;
}

/** What a person decided about records of one entity. */
export interface Decisions {
  readonly targetInstance: string;
  readonly entity: Entity;
  readonly by: string;
  /** The run that carries them out; null: nothing has to be carried. */
  readonly run: string | null;
  readonly merge: readonly { readonly from: string; readonly to: string }[];
  readonly apart: readonly (readonly [string, string])[];
  /** Reviews: the record is this one (perhaps its own). */
  readonly claim: readonly { readonly review: MatchReview; readonly externalKey: string }[];
  /** Keys that get their own record again: merged ones, and aliases of a shared record. */
  readonly split: readonly string[];
}

/** A source record by the lane that carries it. */
export interface LaneRecord {
  readonly route: string;
  readonly lane: string;
  readonly sourceKey: string;
}
