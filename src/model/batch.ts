/** What extract, load and the target pass to one another. Workflow history holds only the references, never the records. */
import type { Entity } from './entity.ts';
import type { JsonObject } from './json.ts';
import type { OutcomeCounts, Problem } from './outcome.ts';

/** A landed batch, by reference. `id` is deterministic: a repeated extract gives the same id for the same records. */
export interface BatchRef {
  readonly id: string;
  readonly sequence: number;
  /** Landing address of the gzipped NDJSON of `SourceRecord`s. */
  readonly address: string;
  readonly sha256: string;
  readonly count: number;
}

/** One item of a write. Only the fields present are touched; null clears. */
export interface WriteItem {
  readonly op: 'upsert' | 'tombstone' | 'restore';
  readonly externalKey: string;
  /** The etag the newest version not written by this run must have; absent: no such check; `none`: must not exist. */
  readonly ifMatch?: string;
  /** An older version than the target holds is answered `superseded`. */
  readonly sourceVersion?: string;
  readonly data: JsonObject;
}

/** One call to the target: items of one entity, written in their order. A record should come once in it. */
export interface MappedBatch {
  readonly entity: Entity;
  readonly run: string;
  readonly items: readonly WriteItem[];
}

/** Derived from (run, batch, content), so the same write always has the same key. */
export type IdempotencyKey = string;

/** The newest version in the target that this run did not write: what a rollback restores. */
export interface BeforeImage {
  readonly etag: string;
  readonly tombstoned: boolean;
  readonly data: JsonObject;
}

/** What the target did with one item. */
export interface ItemReceipt {
  readonly externalKey: string;
  readonly status: 'created' | 'updated' | 'unchanged' | 'superseded' | 'tombstoned' | 'restored' | 'failed';
  readonly id?: string;
  readonly etag?: string;
  /** Fingerprint the target computed over the fields sent, as it now holds them. */
  readonly contentHash?: string;
  readonly before: BeforeImage | null;
  readonly problem?: Problem & { readonly retryable: boolean };
}

/** The target's answer to one call: items in the order sent. */
export interface Receipt {
  readonly replayed: boolean;
  readonly items: readonly ItemReceipt[];
}

/** The result of loading one batch, as the workflow gets it. */
export interface BatchSummary {
  readonly batch: string;
  readonly counts: OutcomeCounts;
  /** Of those quarantined, the ones held back since people edited them; left out: none. */
  readonly heldBack?: number;
  /** Landing address and hash of the receipt; absent when nothing had to be sent. */
  readonly receipt?: { readonly address: string; readonly sha256: string };
}
