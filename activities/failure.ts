/** Turns our errors into Temporal's, which decide between trying again, waiting for a person and giving up. Nothing else does. */
import { ApplicationFailure } from '@temporalio/common';
import { type AnyFerryError, isFerryError, TransientError } from '../src/errors.ts';

/** Characters of a message: Temporal refuses large failures, and then nobody would learn what happened. */
const LONGEST = 4000;

/**
 * Type = the error's class, first detail = its code, hint and place. Only a TransientError is tried again, after the time
 * the other side asked for. A mistake in the configuration needs a person just as a StuckError does. An error that isn't
 * ours is a defect of ours: its message may hold record contents, so only its name is passed on.
 */
export function asFailure(error: unknown): ApplicationFailure {
  if (error instanceof ApplicationFailure) return error;
  if (!isFerryError(error)) return unexpected(error);
  return ApplicationFailure.create({
    type: error.name === 'UsageError' ? 'StuckError' : error.name,
    message: error.message.slice(0, LONGEST),
    nonRetryable: !(error instanceof TransientError),
    details: [{ code: error.code, hint: error.hint ?? null, at: error.at ?? null }],
    ...delay(error),
  });
}

function delay(error: AnyFerryError): { nextRetryDelay?: number } {
  if (!(error instanceof TransientError) || error.retryAfter === undefined) return {};
  return { nextRetryDelay: error.retryAfter };
}

function unexpected(error: unknown): ApplicationFailure {
  const name = error instanceof Error ? error.name : typeof error;
  return ApplicationFailure.create({
    type: 'FatalError',
    message: `an error that Ferry doesn't know: ${name} (where it happened is in logs/worker.log)`,
    nonRetryable: true,
    details: [
      {
        code: 'unexpected',
        hint: 'report it with that part of logs/worker.log in FERRY_HOME; what was loaded is kept, and ferry run goes on from it',
        at: null,
      },
    ],
  });
}
