/** Section 3 of the report: how much of the source's fields the mapping uses. */
import type { NamedCount } from './bounded-list.ts';

/** What becomes of one source field. */
export interface FieldCoverage {
  readonly lane: string;
  readonly field: string;
  /** Records that hold anything in it. */
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
  /** Records that cross of which the mapping carries only a part of it. */
  readonly lossy: number;
  /** Records that cross with a default in its place, also where it held nothing. */
  readonly defaulted: number;
  /** A few values of fields that nobody maps, for people to judge by. */
  readonly examples: readonly string[];
}

/**
 * Of the records of a lane that cross: of all source fields that are filled or have a default in their place, weighted by
 * records, how much crosses. Shares sum to 1; of a lane in which nothing crosses all are 0. What is set aside or left behind
 * is in the outcomes.
 */
export interface LaneCoverage {
  readonly lane: string;
  readonly mapped: number;
  readonly lossy: number;
  readonly defaulted: number;
  readonly ignored: number;
  readonly unmapped: number;
}
