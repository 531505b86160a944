/** What a lane does next. Nothing here waits or changes the lane's state. */
import type { LaneInput, LaneWork } from './lane-state.ts';

/** Batches landed but not yet loaded that a lane may hold: enough to keep the target busy, few enough to pass on. */
const MAX_READY = 8;

/** Batches one call of extract lands. */
const EXTRACT_AT_ONCE = 4;

/** Batches after which a lane continues as new, so that its history stays short. */
const BATCHES_PER_LINK = 300;

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
