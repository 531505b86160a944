/** Section 9 of the report: single records, field by field. */
import type { OutcomeKind } from '../outcome.ts';

/** One record of the plan, what it is made of and what it becomes: at most 80 fields, those of rules first. */
export interface Sample {
  readonly lane: string;
  readonly key: string;
  readonly externalKey: string | null;
  readonly outcome: OutcomeKind;
  /** Why this one: `longest`, `oldest`, `most-attachments`, `most-losses`, `ordinary`, `excluded`. */
  readonly why: string;
  readonly fields: readonly SampleField[];
}

/** One field of a sample beside what it was made of. */
export interface SampleField {
  readonly target: string;
  /** The value as it would be written; texts cut at 500 characters. */
  readonly value: string;
  readonly from: readonly string[];
  /** What the source holds at those paths, cut alike. */
  readonly raw: readonly string[];
  readonly operations: readonly string[];
  readonly line: number | null;
}
