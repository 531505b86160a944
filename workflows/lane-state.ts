/** The state of a lane's workflow, how events change it, and what it passes on when it continues as new. Nothing here waits. */
import type { BatchRef, BatchSummary } from '../src/model/batch.ts';
import { NO_OUTCOMES, OUTCOMES, type OutcomeCounts } from '../src/model/outcome.ts';
import type { Extracted, LaneRef, Watermark } from '../src/model/run.ts';
import { NO_RECEIPTS, type ReceiptSummary } from './receipt-sinks.ts';
import type { LaneState, LaneStatus, Need } from './status.ts';

/** What a lane passes on when it continues as new: ids, counts and hashes alone. */
export interface LanePosition {
  readonly continuation: Watermark;
  /** Number of the next batch to land. */
  readonly sequence: number;
  readonly done: boolean;
  readonly ready: readonly BatchRef[];
  readonly batches: number;
  readonly counts: OutcomeCounts;
  readonly receipts: ReceiptSummary;
  readonly paused: boolean;
  readonly stopping: boolean;
}

/** What a lane's workflow starts with; `position` when it continues as new. Small: histories carry it whole. */
export interface LaneInput extends LaneRef {
  readonly route: string;
  readonly entity: string;
  /** Batches in flight at the target. */
  readonly window: number;
  /** Batches per link of the chain; left out: the default. Tests make chains short with it. */
  readonly batchesPerLink?: number;
  readonly position?: LanePosition;
}

/** A lane at work. Changed in place, by the workflow and by the functions here that note something. */
export interface LaneWork extends Omit<{ -readonly [K in keyof LanePosition]: LanePosition[K] }, 'ready'> {
  ready: BatchRef[];
  extracting: boolean;
  inFlight: number;
  /** Batches issued since this link of the chain began. */
  issued: number;
  need: Need | null;
  /** What a person accepted by letting the lane go on; null: nothing. */
  accepting: Acceptable | null;
  failure: unknown;
}

/** A lane that has read nothing. */
const START: LanePosition = {
  continuation: null,
  sequence: 1,
  done: false,
  ready: [],
  batches: 0,
  counts: NO_OUTCOMES,
  receipts: NO_RECEIPTS,
  paused: false,
  stopping: false,
};

/** What the lane works with until it ends or continues as new: its position, and what is going on at the moment. */
export function openWork(position: LanePosition = START): LaneWork {
  return {
    ...position,
    ready: [...position.ready],
    extracting: false,
    inFlight: 0,
    issued: 0,
    need: null,
    accepting: null,
    failure: undefined,
  };
}

/** Only whole batches are passed on: call it when nothing is in flight. */
export function positionOf(work: LaneWork): LanePosition {
  const { continuation, sequence, done, ready, batches, counts, receipts, paused, stopping } = work;
  return { continuation, sequence, done, ready, batches, counts, receipts, paused, stopping };
}

/** Going on after a need was met; some needs are met by a person accepting them. */
export function goOn(work: LaneWork): void {
  work.paused = false;
  work.accepting ??= acceptable(work.need?.code);
  work.need = null;
}

/** Too many quarantined records, and what is new at the source. */
export type Acceptable = 'quarantine-limit' | 'source-drifted';

function acceptable(code: string | undefined): Acceptable | null {
  return code === 'quarantine-limit' || code === 'source-drifted' ? code : null;
}

/** Notes one call of extract: its batches wait to be loaded, in the order read. */
export function addExtracted(work: LaneWork, extracted: Extracted): void {
  work.ready.push(...extracted.batches);
  work.sequence += extracted.batches.length;
  work.continuation = extracted.continuation;
  work.done = extracted.done;
}

/** Puts a batch that could not be loaded back where it was, to be tried again. */
export function putBack(work: LaneWork, batch: BatchRef): void {
  work.ready = [...work.ready, batch].sort((a, b) => a.sequence - b.sequence);
}

/** Notes one batch as loaded. Batches may come in any order. */
export function addLoaded(work: LaneWork, summary: BatchSummary): void {
  const sums = OUTCOMES.map((kind) => [kind, work.counts[kind] + summary.counts[kind]] as const);
  work.counts = { ...work.counts, ...Object.fromEntries(sums) };
  work.batches += 1;
}

/** The state that people want to know first. */
export function stateOf(work: LaneWork): LaneState {
  if (work.failure !== undefined) return 'failed';
  if (work.stopping) return 'stopped';
  if (work.need !== null) return 'stuck';
  if (work.paused) return 'paused';
  return work.done && work.ready.length === 0 && work.inFlight === 0 ? 'done' : 'running';
}

/** The answer to a status query; `counts` are of loaded batches. */
export function statusOf(work: LaneWork, ref: LaneRef): LaneStatus {
  return {
    run: ref.run,
    lane: ref.lane,
    state: stateOf(work),
    batches: work.batches,
    counts: work.counts,
    need: work.need,
  };
}
