/** Section 10 of the report: what is new at the source since earlier runs. */

/** Something new at the source, counted by records. `what` is the value or the type; empty for a new field. */
export interface DriftFact {
  readonly lane: string;
  readonly kind: 'field' | 'value' | 'type';
  readonly field: string;
  readonly what: string;
  readonly policy: string;
  readonly records: number;
}
