/** How a record's journey through one run can end. Every record read ends in exactly one outcome, which is what settles a run. */
import type { Message } from './message.ts';

/**
 * All there are; a key ends in one. `superseded` is a reading that a newer one replaced, or that was older than what
 * the target has. It counts beside the key's own outcome, and may be that outcome itself.
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

/** As it stands in the ledger and in what commands print. */
export type OutcomeKind = (typeof OUTCOMES)[number];

/**
 * Something dropped, cut, defaulted or not convertible: allowed, but never silent. Counted per code and field. Never holds a
 * whole value.
 */
export interface Loss extends Message {
  /** The target field as `showPath` writes it. */
  readonly path: string;
}

/** Why a record was quarantined, excluded or passed over, and where in the record. Carries no record contents. */
export interface Problem extends Message {
  readonly path: string;
}

/** A problem's code: a person edited every field that the update would have changed, or deleted the record. */
export const TARGET_CHANGED = 'target-changed';

/** How often each outcome happened. Sums to the number of records enumerated, or the lane isn't settled. */
export type OutcomeCounts = Readonly<Record<OutcomeKind, number>>;

/** The start of every count; counts are made anew from it, never changed. */
export const NO_OUTCOMES: OutcomeCounts = {
  created: 0,
  updated: 0,
  unchanged: 0,
  quarantined: 0,
  excluded: 0,
  superseded: 0,
  deleted: 0,
};
