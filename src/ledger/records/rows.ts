/** What the ledger keeps of single records: whose they are, what was written, what they are referred to by. */
import type { Entity } from '../../model/entity.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Identity } from '../../model/record.ts';

/** Names a lane across runs: the key of record map and locks. */
export interface LaneScope {
  readonly targetInstance: string;
  readonly route: string;
  readonly lane: string;
  readonly source: string;
  readonly entity: Entity;
}

/** A record that asks for its external key. */
export interface Claim {
  readonly sourceKey: string;
  /** `source:entity:id`, the key it has when nobody else knows it. */
  readonly ownKey: string;
  readonly identities: readonly Identity[];
  readonly match: readonly (readonly string[])[];
}

/** The answer to a claim. `ambiguous` and `duplicate` keep nothing: the next claim of the record is decided anew. */
export type Claimed = { readonly sourceKey: string } & (
  | { readonly kind: 'claimed'; readonly externalKey: string }
  /** A person merged the record it belongs to into another one. */
  | { readonly kind: 'merged'; readonly to: string }
  /** External keys, sorted. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  /** Source key of the record of the same source that has the key. */
  | { readonly kind: 'duplicate'; readonly holder: string }
);

/** What we last wrote to one record of the target, whichever lane wrote it. */
export interface WrittenRecord {
  readonly externalKey: string;
  readonly entity: Entity;
  /** Fingerprint of every top-level field as last written; null fields aren't in it. */
  readonly fieldHashes: Readonly<Record<string, string>>;
  /** Etag of our last write. */
  readonly etag: string;
  readonly run: string;
  /** Etag of the newest version that `run` did not write; `none` when there was none. */
  readonly baseEtag: string;
  readonly targetId: string;
  /** Fields left as a person edited them, though the source changed since. */
  readonly kept: readonly string[];
  readonly placeholder: boolean;
  /** Tombstoned by us, since a person merged it into another record. */
  readonly tombstoned?: boolean;
}

/** One source's mapped fields of a record that several sources may feed. */
export interface Contribution {
  readonly externalKey: string;
  readonly source: string;
  readonly lane: string;
  readonly fields: JsonObject;
}

/** What a reference is looked up by. Only records that were written and aren't tombstoned are found. */
export interface WantedReference {
  readonly entity: Entity;
  /** Keys it may be known by, the most trusted first. */
  readonly keys: readonly string[];
  /** An identity it may be known by, when no key fits. */
  readonly value: string;
  /** The kind of identity that `value` is; left out: any. */
  readonly via?: string;
}

/**
 * `placeholder`: only one fits, and no real record; `ambiguous` names records that fit equally well, the first ten by key.
 */
export type ResolvedReference =
  | { readonly kind: 'found' | 'placeholder'; readonly externalKey: string }
  | { readonly kind: 'ambiguous'; readonly candidates: readonly string[] }
  | { readonly kind: 'missing' };

/** A lasting asset as a target has it. */
export interface HostedAsset {
  /** The source's name for it. */
  readonly ref: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly mediaType: string;
}
