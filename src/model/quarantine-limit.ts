/** When too many records of a lane are quarantined: a plan and its run judge by this alone, so that neither surprises the other. Pure. */

/** What the ledger counts of a lane to judge it by; of a run that somebody resumed, counted from then on. */
export interface QuarantineShare {
  /** Records quarantined, less those held back since people edited them: these say nothing about mapping or source. */
  readonly quarantined: number;
  /** Records loaded so far, quarantined ones included. */
  readonly loaded: number;
  /** All records that the lane will load: as its source counts them, and as they were read once it is read to its end; null: nobody knows yet. */
  readonly whole: number | null;
  /** The share (0–1) quarantined when a person last resumed the lane; 0 before. */
  readonly accepted: number;
}

/** A share of fewer records says nothing: a lane this small never exceeds a limit. */
const ENOUGH = 20;

/** While the whole isn't known, the share of what was loaded is judged from so many records on. */
const ENOUGH_OF_UNKNOWN = 1000;

/** The records that the share is taken of. */
export function basisOf({ whole, loaded }: QuarantineShare): number {
  return whole ?? loaded;
}

/**
 * Whether more are quarantined than `limit` (0–1) allows, measured by the whole lane: bad records that come first stop
 * nothing that the whole allows. What a person accepted is allowed besides.
 */
export function exceedsLimit(share: QuarantineShare, limit: number): boolean {
  const records = basisOf(share);
  const enough = share.whole === null ? ENOUGH_OF_UNKNOWN : ENOUGH;
  return records >= enough && share.quarantined / records > share.accepted + limit;
}
