/** What the ledger remembers of a lane's source, and what a batch adds to it. */
import type { Seen } from '../../model/drift.ts';

/** What a run compares its source with: the same from its first batch to its last, but for what a person accepts meanwhile. */
export interface SeenBefore {
  /** Whether the lane was read whole and settled before this run; until then nothing counts as drift. */
  readonly baseline: boolean;
  /** What earlier runs accepted as part of the source. */
  readonly known: readonly Seen[];
  /** What this run accepted: by policy, or since a person resumed a frozen lane. */
  readonly taken: readonly Seen[];
}

/** A field, type or value that records of a batch held. */
export interface SeenRow extends Seen {
  readonly records: number;
  /** No earlier run accepted it. */
  readonly drift: boolean;
  /** From the next run on it is part of the source. */
  readonly take: boolean;
}
