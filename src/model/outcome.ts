/** The outcomes of a record in a run. Every record read ends in exactly one, which is what settles the run. */
import type { Message } from './message.ts';

/**
 * Each key ends in one of them. `superseded` is a record version that a newer one replaced, or that was older than what
 * the target has: it is counted beside the key's own outcome, and may be that outcome itself.
 */
export const OUTCOMES = [
  'created',
  'updated',
  'unchanged',
  'quarantined',
  'excluded',
  'superseded',
  'deleted',
] as const;

/** As it is stored in the ledger and printed by commands. */
export type OutcomeKind = (typeof OUTCOMES)[number];

/**
 * Something dropped, cut, defaulted or not convertible: allowed, but never silent. Counted per code and field. Never holds a
 * whole value.
 */
export interface Loss extends Message {
  /** The target field as `showPath` writes it. */
  readonly path: string;
}

/** Why a record was quarantined, excluded or superseded, and where in the record. Without record contents. */
export interface Problem extends Message {
  readonly path: string;
}

/** A problem's code: a person edited every field that the update would have changed, or deleted the record. */
export const TARGET_CHANGED = 'target-changed';

/** How often each outcome happened. Sums to the number of records enumerated, or the lane isn't settled. */
export type OutcomeCounts = Readonly<Record<OutcomeKind, number>>;

/** All counts at zero: where counting starts. Copied, never changed. */
export const NO_OUTCOMES: OutcomeCounts = {
  created: 0,
  updated: 0,
  unchanged: 0,
  quarantined: 0,
  excluded: 0,
  superseded: 0,
  deleted: 0,
};
