/** One line of `records.csv`, which lies beside the report. */
import type { StoredMessage } from '../message.ts';
import type { OutcomeKind } from '../outcome.ts';

/** One row of `records.csv`: what would become of one source record. */
export interface PlanRecordRow extends StoredMessage {
  readonly lane: string;
  readonly sourceKey: string;
  readonly externalKey: string | null;
  readonly outcome: OutcomeKind;
  readonly code: string | null;
  readonly path: string | null;
  /** sha256 over what the target would hold of ours; null when it isn't loaded. */
  readonly content: string | null;
}
