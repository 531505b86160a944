/** Section 10 of the report: what is new at the source since earlier runs, and what is gone. */
import type { DriftKind } from '../drift.ts';

/** Something new at the source, or gone from it, counted by records. `what` is the value or the type; empty for a field. */
export interface DriftFact {
  readonly lane: string;
  readonly kind: DriftKind;
  readonly field: string;
  readonly what: string;
  readonly policy: string;
  readonly records: number;
}
