/** Brings a run back that a crash, a reboot or Ctrl-C cut off from its servers and workers, and follows the same run on. */

import { UsageError } from '../errors.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { loadConfig } from '../project/configuration.ts';
import { endedElsewhere, startWorkflow, workflowState } from '../runs/start.ts';
import type { Context } from './context.ts';
import { type Followed, followRun } from './follow.ts';
import type { Runtime } from './runtime.ts';
import { withWorker } from './with-worker.ts';

/** `onWorking` is called once somebody works on the run, before it is followed. */
export async function carryOn(
  context: Context,
  { runtime, row }: { readonly runtime: Runtime; readonly row: RunRow },
  onWorking: () => Promise<void> = async () => undefined,
): Promise<Followed> {
  const { home, env } = context;
  const { run, plan } = row;
  const { target } = await loadConfig(plan.config, env);
  const console = target === null ? await runtime.bringConsole() : null;
  if (row.finishedAt !== null) return followRun(context, { runtime, run, console });
  await revive(runtime, row);
  return withWorker({ home, env, runtime, console }, async () => {
    await onWorking();
    return followRun(context, { runtime, run, console });
  });
}

/** A run killed between the ledger and Temporal has no workflow yet; one ended in Temporal by hand is ended here too. */
async function revive(runtime: Runtime, { run, plan, settlements }: RunRow): Promise<void> {
  const state = await workflowState(runtime, run);
  if (state === 'RUNNING') return;
  if (state === 'UNKNOWN_TO_TEMPORAL' && (await runtime.ledger.acquireLanes(plan)).length === 0) {
    return startWorkflow(runtime, run, plan.route);
  }
  const failure = endedElsewhere(state);
  const end = state === 'CANCELLED' ? ('cancelled' as const) : ('failed' as const);
  await runtime.ledger.finishRun(run, { state: end, settlements, failure: end === 'failed' ? failure : null });
  throw new UsageError(`run ${run}: ${failure.message}`, { code: failure.code, hint: failure.hint });
}
