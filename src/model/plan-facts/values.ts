/** Section 4 of the report: the values that the lookup tables of the mappings met. */
import type { Some } from './bounded-list.ts';

/** The values that were looked up in a table of the mapping. */
export interface ObservedTable {
  readonly lane: string;
  readonly target: string;
  readonly from: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly otherwise: string;
  /**
   * Unknown ones first. Those beyond the first two thousand count together as `(others)`, so that counts add up; of more than
   * 20,000 distinct ones the total says only that many.
   */
  readonly values: Some<{ readonly value: string; readonly count: number; readonly known: boolean }>;
  readonly unknown: number;
  /** YAML to paste into the mapping; null when every value is known. */
  readonly suggestion: string | null;
}
