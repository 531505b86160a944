/** What a route does about records that were loaded before and that a whole reading of their source no longer has. Pure. */

/** `report`: tell. `fail`: the lane doesn't settle. `tombstone`: mark them deleted in the target, unless they are too many. */
export const VANISHED_POLICIES = ['report', 'fail', 'tombstone'] as const;

/** What becomes of records that vanished. */
export type VanishedPolicy = (typeof VANISHED_POLICIES)[number];

/** The policy of one lane. */
export interface VanishedRule {
  readonly policy: VanishedPolicy;
  /** Share (0–1) of the records held above which none is tombstoned: then the reading is doubted, not the records. */
  readonly limit: number;
}

/** The default: nothing is ever deleted for being absent. */
export const REPORT_VANISHED: VanishedRule = { policy: 'report', limit: 0.05 };

/** What was found out about a lane that was read whole. */
export interface Vanished {
  /** Records of the lane that the target held before. */
  readonly held: number;
  /** Those among them that weren't read. */
  readonly vanished: number;
}

/** A share of fewer records says nothing. */
const ENOUGH = 20;

/** How what vanished is treated: `kept` in the target, `tombstoned` there, or `refused`: kept, and the lane doesn't settle. */
export type VanishedTreatment = 'kept' | 'tombstoned' | 'refused';

/** `isProven`: the source's own count says that all of it was read, and there was something to read. */
export function treatmentOf(
  { policy, limit }: VanishedRule,
  { held, vanished }: Vanished,
  isProven: boolean,
): VanishedTreatment {
  if (policy === 'report') return 'kept';
  if (policy === 'fail' || !isProven) return 'refused';
  return held >= ENOUGH && vanished / held > limit ? 'refused' : 'tombstoned';
}
