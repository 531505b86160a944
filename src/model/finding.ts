/** What a plan holds against a run, or has to say about it. */

/** `block`: a run must not start like this. `warn`: somebody has to accept it. `note`: good to know. */
export type Weight = 'block' | 'warn' | 'note';

/** One finding. Its words are for people and may name fields and values, never secrets. */
export interface PlanFinding {
  readonly weight: Weight;
  /** Stable, kebab-case; what people and scripts refer to it by. */
  readonly code: string;
  readonly message: string;
  /** The next thing to type or to change; null when nothing is to be done. */
  readonly hint: string | null;
  readonly lane: string | null;
  readonly records: number | null;
}
