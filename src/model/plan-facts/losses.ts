/** Section 7 of the report: what would be lost. */
import type { Message } from '../message.ts';

/** One kind of loss in one field, and whether the mapping accepts it. */
export interface PlanLoss extends Message {
  readonly lane: string;
  readonly field: string;
  /** How often it is there; an item of a list each. */
  readonly count: number;
  /** Record versions that have it. */
  readonly records: number;
  readonly exampleKey: string;
  /** Who accepted it, and why; null: nobody yet. */
  readonly accepted: { readonly by: string; readonly because: string } | null;
}
