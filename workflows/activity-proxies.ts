/** Activity proxies: time limits and retries by kind of step, and what a failed activity means to a workflow. */
import {
  ActivityCancellationType,
  ActivityFailure,
  ApplicationFailure,
  type CancellationScope,
  ChildWorkflowFailure,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { RunFailure } from '../src/model/run-end.ts';
import type { Need } from './status.ts';

const retry = { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' } as const;

/** Steps on the ledger alone. */
export const quick = proxyActivities<Activities>({ startToCloseTimeout: '2 minutes', retry });

/**
 * Steps that speak to other systems; they heartbeat, so a dead worker is noticed long before they would be done. In a
 * cancelled scope the attempt under way still comes back, but nothing is tried again.
 */
export const patient = proxyActivities<Activities>({
  startToCloseTimeout: '2 hours',
  heartbeatTimeout: '15s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry,
});

/** What a person must do, when that is what the error says; null for every other error. */
export function needOf(error: unknown): Need | null {
  const failure = applicationFailure(error);
  if (failure?.type !== 'StuckError') return null;
  const [detail] = failure.details ?? [];
  const [hint, at] = [text(detail, 'hint'), text(detail, 'at')];
  return { code: text(detail, 'code') ?? 'stuck', message: failure.message, hint, at };
}

/** Attempts in flight in the scope still come back, whatever they come to; none is tried again. */
export function endRetries(steps: CancellationScope): void {
  steps.cancel();
}

/** Whether trying again later may help. When the run is stopping, such a step is left to the next run. */
export function isPassing(error: unknown): boolean {
  const type = applicationFailure(error)?.type;
  return type === undefined || type === 'TransientError' || type === 'StuckError';
}

/** The same error as the ledger keeps it and people read it. */
export function failureOf(error: unknown, lane: string | null): RunFailure {
  const { message, details } = asFatal(error);
  const [detail] = details ?? [];
  const [hint, at] = [text(detail, 'hint'), text(detail, 'at')];
  return { lane, code: text(detail, 'code') ?? 'workflow-failed', message, hint, at };
}

/** The failure that ends a workflow, without the wrapping that activities and children add; same type, code and message. */
export function asFatal(error: unknown): ApplicationFailure {
  const failure = applicationFailure(error);
  if (failure === null) {
    const hint = 'look at logs/worker.log in FERRY_HOME and at the run in Temporal, and report it';
    return ApplicationFailure.nonRetryable(rootOf(error), 'FatalError', { code: 'workflow-failed', hint });
  }
  return ApplicationFailure.nonRetryable(failure.message, failure.type ?? 'FatalError', ...(failure.details ?? []));
}

/** What the innermost error says; Temporal's wrappers say only that something failed. */
function rootOf(error: unknown): string {
  const inner = error instanceof ActivityFailure || error instanceof ChildWorkflowFailure ? error.cause : undefined;
  return inner === undefined ? String(error) : rootOf(inner);
}

function applicationFailure(error: unknown): ApplicationFailure | null {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof ActivityFailure || error instanceof ChildWorkflowFailure) return applicationFailure(error.cause);
  return null;
}

function text(detail: unknown, name: string): string | null {
  if (typeof detail !== 'object' || detail === null) return null;
  const value: unknown = Reflect.get(detail, name);
  return typeof value === 'string' ? value : null;
}
