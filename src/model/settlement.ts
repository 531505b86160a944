/** The equation of a lane: what the source counts, what was read of it, and how it ended. */
import type { Entity } from './entity.ts';
import type { OutcomeCounts } from './outcome.ts';

/** The records a source says it has, by another way of counting than reading them. */
export interface SourceCount {
  /** Null: the source can't say; the run is then `unproven`, never green. */
  readonly count: number | null;
  /** How it was counted, in words for the report. */
  readonly how: string;
}

/** `unproven`: nothing contradicts it, and the source has no count to hold it to. */
export type Settled = true | false | 'unproven';

/**
 * The equation of one lane: `source count = known` and `enumerated = sum(outcomes)`, with no deferred reference left. Of a whole
 * reading, `known = distinct`; of a delta, it is what the lane has read since and with its last whole reading.
 */
export interface LaneSettlement {
  readonly lane: string;
  readonly entity: Entity;
  readonly sourceCount: SourceCount;
  /** Record versions: a record that changed while others were read counts each time. */
  readonly enumerated: number;
  /** Records among them. */
  readonly distinct: number;
  /** Records the source has as far as this lane knows; null: it can't tell. */
  readonly known: number | null;
  readonly outcomes: OutcomeCounts;
  readonly placeholders: number;
  readonly deferredLeft: number;
  readonly settled: Settled;
  /** What doesn't add up, in sentences; empty when settled. */
  readonly differences: readonly string[];
}

/** Of lanes that all have an end: false when one isn't settled, `unproven` when one has no count to hold it to. */
export function settledOver(settlements: readonly Pick<LaneSettlement, 'settled'>[]): Settled {
  if (settlements.some(({ settled }) => settled === false)) return false;
  return settlements.every(({ settled }) => settled === true) ? true : 'unproven';
}
