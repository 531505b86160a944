/** The report's section on changed mappings: what they would do to records that are loaded. */
import type { Some } from './bounded-list.ts';

/** What a change of mappings does to what is loaded. Only in plans over the landing (`mapping impact`). */
export interface ImpactFacts {
  readonly lane: string;
  readonly from: { readonly version: string; readonly hash: string } | null;
  readonly to: { readonly version: string; readonly hash: string };
  /** Records of the lane that have landed. */
  readonly records: number;
  /** Would be created or updated. */
  readonly changed: number;
  /** Cross, and the target holds them as they are, or newer. */
  readonly unchanged: number;
  /** Crossed or was left out before, would be set aside now. */
  readonly newlyQuarantined: Some<{ readonly key: string; readonly code: string; readonly path: string }>;
  /** Crossed or was set aside before, would be left out now. */
  readonly newlyExcluded: Some<{ readonly key: string; readonly rule: string }>;
  /** Didn't cross before, would now; counted as changed as well where it would be written. */
  readonly freed: Some<{ readonly key: string; readonly externalKey: string }>;
  /** Set aside or left out before and again, for another reason: neither new nor freed. */
  readonly otherReason: { readonly quarantined: number; readonly excluded: number };
  readonly fields: readonly { readonly field: string; readonly records: number }[];
  /**
   * Records people have edited in the console since, of which something would change: their fields stay theirs, the others
   * are written. `quarantined` of them have nothing else to write and are set aside as `target-changed`.
   */
  readonly edited: Some<{ readonly key: string; readonly fields: readonly string[] }> & {
    readonly quarantined: number;
  };
  readonly samples: readonly {
    readonly key: string;
    readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  }[];
}
