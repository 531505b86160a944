/** The state of a lane's workflow: what it may do next, and what it passes on when it continues as new. Nothing here waits. */
import type { BatchRef, BatchSummary } from '../src/model/batch.ts';
import { NO_OUTCOMES, OUTCOMES, type OutcomeCounts } from '../src/model/outcome.ts';
import type { Extracted, LaneRef, Watermark } from '../src/model/run.ts';
import type { LaneState, LaneStatus, Need } from './messages.ts';
import { NO_RECEIPTS, type ReceiptSummary } from './receipt-sinks.ts';

/** Batches landed but not yet loaded that a lane may hold: enough to keep the target busy, few enough to pass on. */
const MAX_READY = 8;

/** Batches one call of extract lands. */
const EXTRACT_AT_ONCE = 4;

/** Batches after which a lane continues as new, so that its history stays short. */
const BATCHES_PER_LINK = 300;

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
export const START: LanePosition = {
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

/** How the workflow of a lane ends: `failed` throws, `again` continues as new, the others return a result. */
export type Ending = 'again' | 'stopped' | 'failed' | 'done';

/** What the lane should do now. `wait`: something in flight, or a person, will change that. */
export type Next = 'extract' | 'load' | 'accept' | 'wait' | Ending;

/** Decides in one place. Draining comes before every way to end. */
export function nextOf(work: LaneWork, input: LaneInput): Next {
  const ending = endingOf(work, input);
  if (ending !== null) return work.extracting || work.inFlight > 0 ? 'wait' : ending;
  if (held(work)) return 'wait';
  if (work.accepting !== null) return 'accept';
  if (work.ready.length > 0 && work.inFlight < input.window) return 'load';
  return mayExtract(work) ? 'extract' : 'wait';
}

function endingOf(work: LaneWork, input: LaneInput): Ending | null {
  if (work.failure !== undefined) return 'failed';
  if (work.stopping) return 'stopped';
  if (held(work)) return null;
  if (work.done && work.ready.length === 0 && work.inFlight === 0) return 'done';
  // What was accepted must reach the ledger first: the next link knows nothing of it.
  if (work.accepting !== null) return null;
  return work.issued >= (input.batchesPerLink ?? BATCHES_PER_LINK) ? 'again' : null;
}

function held(work: LaneWork): boolean {
  return work.need !== null || work.paused;
}

function mayExtract(work: LaneWork): boolean {
  return !work.done && !work.extracting && work.ready.length <= MAX_READY - EXTRACT_AT_ONCE;
}

/** How many batches the next extract may land without holding more than the bound. */
export function batchesToExtract(work: LaneWork): number {
  return Math.min(EXTRACT_AT_ONCE, MAX_READY - work.ready.length);
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
