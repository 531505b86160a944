/** What the ledger remembers of a lane's source, and what a batch adds to it. */
import type { Seen } from '../../model/drift.ts';

/** As a run finds it: the same from its first batch to its last, but for what a person lets through meanwhile. */
export interface SeenBefore {
  /** Whether a whole reading of the lane settled before this run; without one nothing is new. */
  readonly baseline: boolean;
  /** What earlier runs took for part of the source. */
  readonly known: readonly Seen[];
  /** What this run took: by policy, or since a person let a frozen lane go on. */
  readonly taken: readonly Seen[];
}

/** One thing that records of a batch held. */
export interface SeenRow extends Seen {
  readonly records: number;
  /** No earlier run took it. */
  readonly drift: boolean;
  /** From the next run on it is part of the source. */
  readonly take: boolean;
}
