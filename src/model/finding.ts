/** A plan's findings: what blocks a run, what somebody should look at before a run, what is good to know. */
import type { Message } from './message.ts';

/** `block`: a run must not start like this. `warn`: somebody should look at it before a run. `note`: good to know. */
export type Weight = 'block' | 'warn' | 'note';

/** One finding. Its sentence and its hint are made when it is shown; they may name fields, never contents of records. */
export interface PlanFinding extends Message {
  readonly weight: Weight;
  /** The next thing to type or to change, in words that aren't Ferry's; null: nothing. Left out: what is known by the code. */
  readonly hint?: string | null | undefined;
  readonly lane: string | null;
  readonly records: number | null;
  /** A value that it is about: contents of a record, shown by the report, and by commands on request alone. Left out: none. */
  readonly example?: FindingExample | undefined;
  /** Others of the same kind that this one stands for, with the names of a few. Left out: none. */
  readonly further?: { readonly count: number; readonly names: readonly string[] } | undefined;
}

/** What a source holds in one field. */
export interface FindingExample {
  /** Of the record; null: of no record in particular. */
  readonly key: string | null;
  readonly field: string;
  /** As the source holds it, cut. */
  readonly value: string;
}
