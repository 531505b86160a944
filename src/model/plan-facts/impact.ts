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
  /** Would be loaded, and the target holds them as they are, or newer. */
  readonly unchanged: number;
  /** Loaded or excluded before, would be quarantined now. */
  readonly newlyQuarantined: Some<{ readonly key: string; readonly code: string; readonly path: string }>;
  /** Loaded or quarantined before, would be excluded now. */
  readonly newlyExcluded: Some<{ readonly key: string; readonly rule: string }>;
  /** Not loaded before, would be now; counted as changed as well where it would be written. */
  readonly freed: Some<{ readonly key: string; readonly externalKey: string }>;
  /** Quarantined or excluded before and again, for another reason: neither new nor freed. */
  readonly otherReason: { readonly quarantined: number; readonly excluded: number };
  readonly fields: readonly { readonly field: string; readonly records: number }[];
  /**
   * Records people have edited in the console since, of which something would change: their fields stay theirs, the others
   * are written. `quarantined` of them have nothing else to write and are quarantined as `target-changed`.
   */
  readonly edited: Some<{ readonly key: string; readonly fields: readonly string[] }> & {
    readonly quarantined: number;
  };
  readonly samples: readonly {
    readonly key: string;
    readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[];
  }[];
}
