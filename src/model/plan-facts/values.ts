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
  /** In how many records each was looked up; unknown ones first, the first two thousand listed. */
  readonly values: Some<{ readonly value: string; readonly count: number; readonly known: boolean }>;
  /** Distinct values that the table doesn't list, and the records that hold one. `capped`: there are more values. */
  readonly unknown: { readonly values: number; readonly records: number; readonly capped: boolean };
  /** YAML to paste into the mapping; null when every value is known. */
  readonly suggestion: string | null;
}
