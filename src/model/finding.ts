/** A plan's findings: what blocks a run, what somebody has to accept, what is good to know. */
import type { Message } from './message.ts';

/** `block`: a run must not start like this. `warn`: somebody has to accept it. `note`: good to know. */
export type Weight = 'block' | 'warn' | 'note';

/** One finding. Its sentence and its hint are made when it is shown; they may name fields and values, never secrets. */
export interface PlanFinding extends Message {
  readonly weight: Weight;
  /** The next thing to type or to change, in words that aren't Ferry's; null: nothing. Left out: what is known by the code. */
  readonly hint?: string | null | undefined;
  readonly lane: string | null;
  readonly records: number | null;
}
