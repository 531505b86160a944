/** Brings a run's record in line with Temporal: a run without a workflow gets one, one ended in Temporal is ended here too. */
import { UsageError } from '../errors.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import type { RunServices } from './services.ts';
import { endedElsewhere, startWorkflow, workflowState } from './start.ts';

/**
 * A run killed between the ledger and Temporal is started now. Repeats safely. Throws UsageError `run-ended` for a run that
 * somebody ended in Temporal; the ledger knows it afterwards.
 */
export async function revive(services: RunServices, { run, plan, settlements }: RunRow): Promise<void> {
  const state = await workflowState(services, run);
  if (state === 'RUNNING') return;
  if (state === 'UNKNOWN_TO_TEMPORAL' && (await services.ledger.acquireLanes(plan)).length === 0) {
    return startWorkflow(services, run, plan.route);
  }
  const failure = endedElsewhere(state);
  const end = state === 'CANCELLED' ? ('cancelled' as const) : ('failed' as const);
  await services.ledger.finishRun(run, { state: end, settlements, failure: end === 'failed' ? failure : null });
  throw new UsageError(`run ${run}: ${failure.message}`, { code: failure.code, hint: failure.hint });
}
