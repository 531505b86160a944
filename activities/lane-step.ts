/** What every activity on a lane has around it: opens the lane, sends heartbeats, turns errors into Temporal's failures. */
import { Context } from '@temporalio/activity';
import { isFerryError } from '../src/errors.ts';
import type { LaneDeps } from '../src/extract/lane-deps.ts';
import type { LaneRef } from '../src/model/run.ts';
import type { ActivityDeps } from './deps.ts';
import { asFailure } from './failure.ts';

/** Milliseconds; well under the heartbeat timeout that workflows set. */
const BEAT = 3_000;

/** Runs the step with the lane opened. Heartbeats go out by the clock too: a slow system doesn't make a worker look dead. */
export async function laneStep<T>(deps: ActivityDeps, ref: LaneRef, step: (lane: LaneDeps) => Promise<T>): Promise<T> {
  const context = Context.current();
  const beat = () => context.heartbeat();
  const clock = setInterval(beat, BEAT);
  try {
    return await step(await deps.openLane(ref, beat));
  } catch (error) {
    if (!isCancellation(error)) context.log.warn('a step failed', { ...ref, error: describe(error) });
    throw asFailure(error);
  } finally {
    clearInterval(clock);
  }
}

function isCancellation(error: unknown): boolean {
  return error instanceof Error && error.name === 'CancelledFailure';
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error ? error.code : undefined;
  // The message of an error that isn't ours may quote a record; where it was thrown never does.
  const stack = isFerryError(error) ? error.stack : error.stack?.split('\n').filter((line) => /^\s+at /.test(line));
  return { name: error.name, code, stack };
}
