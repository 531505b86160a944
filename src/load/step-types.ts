/** What is known of a record after each step of loading its batch: mapped, identified, ready, changed, written. */

import type { DeferredRow } from '../ledger/batches/rows.ts';
import type { Review } from '../ledger/people/rows.ts';
import type { WrittenRecord } from '../ledger/records/rows.ts';
import type { ItemReceipt, WriteItem } from '../model/batch.ts';
import type { Entity } from '../model/entity.ts';
import type { JsonObject } from '../model/json.ts';
import type { Loss, Problem } from '../model/outcome.ts';
import type { Mapped } from '../model/record.ts';

/** One version of a source record, as the batch holds it. */
export interface RecordVersion {
  /** As the ledger holds it. */
  readonly sourceKey: string;
  /** Line in the batch, from 1. */
  readonly line: number;
  /** Earlier versions of the same record in the same batch. */
  readonly superseded: number;
}

/** A record that no further step is done for: quarantined, excluded by a rule, or superseded by a newer version. */
export interface Ended extends RecordVersion {
  readonly kind: 'quarantined' | 'excluded' | 'superseded';
  readonly problem: Problem;
  /** As in `Quarantined`. */
  readonly also?: readonly Problem[];
  /** Which records it might be, when that is the problem. */
  readonly review?: Review;
}

/** Mapped, and its key in the target known. */
export interface Identified extends RecordVersion {
  readonly mapped: Mapped;
  readonly externalKey: string;
}

/** Assets re-hosted, references resolved: what this source says the record is. */
export interface Ready extends Identified {
  readonly fields: JsonObject;
  readonly losses: readonly Loss[];
  readonly deferred: readonly DeferredRow[];
}

/** What has to be written so that the target holds what the sources say. */
export interface Change {
  readonly entity: Entity;
  readonly item: WriteItem;
  /** Every field's fingerprint once the item is written. */
  readonly hashes: Readonly<Record<string, string>>;
  /** What we wrote before; undefined: nothing. */
  readonly prior: WrittenRecord | undefined;
  /** All fields, for a target that lost the record. */
  readonly whole: JsonObject;
  readonly placeholder: boolean;
}

/** A change, less the fields that are left to the person who edited them. */
export interface Attempt {
  readonly change: Change;
  readonly item: WriteItem;
  readonly kept: readonly string[];
  /** Nothing is left to write. */
  readonly refused: boolean;
}

/** How the target took a change. */
export type WriteResult =
  | {
      readonly kind: 'written';
      readonly change: Change;
      /** As it was sent at last. */
      readonly item: WriteItem;
      readonly receipt: ItemReceipt;
      readonly kept: readonly string[];
    }
  | { readonly kind: 'superseded'; readonly change: Change; readonly receipt: ItemReceipt }
  | {
      readonly kind: 'refused';
      readonly change: Change;
      readonly problem: Problem;
      readonly kept: readonly string[];
    };

/** Splits into two lists by kind of element, in order. */
export function partition<A, B>(items: readonly (A | B)[], isFirst: (item: A | B) => item is A): [A[], B[]] {
  const first: A[] = [];
  const second: B[] = [];
  for (const item of items) {
    if (isFirst(item)) first.push(item);
    else second.push(item);
  }
  return [first, second];
}
