/** Section 3 of the report: how much of the source's fields the mapping uses. */
import type { NamedCount } from './bounded-list.ts';

/** What becomes of one source field. */
export interface FieldCoverage {
  readonly lane: string;
  readonly field: string;
  /** Records that hold anything in it; `{}`, `[]` and blanks are nothing. 0 of a field that only the mapping names. */
  readonly filled: number;
  readonly types: readonly NamedCount[];
  readonly fate: 'mapped' | 'ignored' | 'unmapped';
  /** Target fields it goes into. */
  readonly targets: readonly {
    readonly field: string;
    readonly operations: readonly string[];
    readonly line: number;
  }[];
  /** Why it is ignored. */
  readonly because: string | null;
  /** Loaded records of which the mapping takes over only a part of it. */
  readonly lossy: number;
  /** Loaded records that get a default instead of it, also where it held nothing. */
  readonly defaulted: number;
  /** A few values of fields that nobody maps, for people to judge by. */
  readonly examples: readonly string[];
}

/**
 * Of the records of a lane that would be loaded: of all source fields that are filled or replaced by a default, weighted by
 * records, which share becomes what. Shares sum to 1; all are 0 when no record of the lane would be loaded. Quarantined and
 * excluded records are in the outcomes.
 */
export interface LaneCoverage {
  readonly lane: string;
  readonly mapped: number;
  readonly lossy: number;
  readonly defaulted: number;
  readonly ignored: number;
  readonly unmapped: number;
  /** Fields that no rule reads or ignores, and the records of any outcome that fill one of them. `capped`: there are more. */
  readonly unmappedFields: { readonly total: number; readonly capped: boolean; readonly records: number };
  /** YAML that ignores them, to paste into the mapping and to give reasons for; null when there are none. */
  readonly suggestion: string | null;
}
