/** Starts a run: takes its lanes, writes it into the ledger, starts its workflow. Or says who is in the way. */
import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import type { migrate } from '../../workflows/migrate.ts';
import { TransientError, UsageError } from '../errors.ts';
import type { StartRun } from '../ledger/runs/rows.ts';
import type { RunFailure } from '../model/run-end.ts';
import { SEARCH_ATTRIBUTES, TASK_QUEUE, WORKFLOWS, workflowIdOf } from '../model/workflow-names.ts';
import type { Planned } from './run-plan.ts';
import type { RunServices } from './services.ts';
import { workerPolls } from './temporal.ts';

const UNKNOWN = 'UNKNOWN_TO_TEMPORAL';

/** Seconds after which a run that holds lanes and has no workflow won't get one any more: its command was killed. */
const STARTING = 60;

/** Throws UsageError `lane-held`. Lanes of a holder whose workflow has ended or never began are released, and the audit says so. */
export async function startRun(
  services: RunServices,
  start: Pick<StartRun, 'plan' | 'pins' | 'wanted'>,
): Promise<void> {
  const { plan } = start;
  await takeLanes(services, plan);
  await services.ledger.startRun({ ...start, workflowId: workflowIdOf(plan.run) });
  await startWorkflow(services, plan.run, plan.route);
}

/** Starts the run's workflow unless it has been started. */
export async function startWorkflow({ client }: RunServices, run: string, route: string): Promise<void> {
  const { defineSearchAttributeKey, SearchAttributeType } = await import('@temporalio/common');
  const started = client.workflow.start<typeof migrate>(WORKFLOWS.migrate, {
    workflowId: workflowIdOf(run),
    taskQueue: TASK_QUEUE,
    args: [{ run }],
    staticSummary: `ferry run ${run} of ${route}`,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    typedSearchAttributes: [
      { key: defineSearchAttributeKey(SEARCH_ATTRIBUTES.run, SearchAttributeType.KEYWORD), value: run },
      { key: defineSearchAttributeKey(SEARCH_ATTRIBUTES.route, SearchAttributeType.KEYWORD), value: route },
    ],
  });
  await started.catch((error: unknown) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  });
}

/** Throws UsageError `lane-held`. Repeats safely for the same run. */
export async function takeLanes(services: RunServices, plan: Planned['plan']): Promise<void> {
  const held = await services.ledger.acquireLanes(plan);
  if (held.length === 0) return;
  for (const [run, heldFor] of new Map(held.map((holder) => [holder.run, holder.heldFor]))) {
    await releaseIfOver(services, run, heldFor);
  }
  const [still] = await services.ledger.acquireLanes(plan);
  if (still === undefined) return;
  throw new UsageError(`run ${still.run} holds ${still.lane}`, {
    code: 'lane-held',
    hint: `ferry watch ${still.run}   or, to end it: ferry cancel ${still.run}`,
  });
}

/**
 * Takes the lanes of all plans, then acts; when either fails, those taken are released. Throws UsageError `lane-held`, and
 * what `decided` throws.
 */
export async function takeAllLanes(
  services: RunServices,
  plans: readonly Planned['plan'][],
  decided: () => Promise<void>,
): Promise<void> {
  try {
    for (const plan of plans) await takeLanes(services, plan);
    await decided();
  } catch (error) {
    for (const { run } of plans) await services.ledger.releaseLanes(run);
    throw error;
  }
}

async function releaseIfOver(services: RunServices, run: string, heldFor: number): Promise<void> {
  const state = await workflowState(services, run);
  if (state === 'RUNNING' || (state === UNKNOWN && heldFor < STARTING)) return;
  const payload = { because: `its workflow is ${state.toLowerCase().replaceAll('_', ' ')}` };
  await services.ledger.appendAudit({ kind: 'lanes-released', run, payload });
  const kept = await services.ledger.getRun(run);
  if (kept !== undefined && kept.finishedAt === null) {
    const { settlements } = kept;
    await services.ledger.finishRun(run, { state: 'failed', settlements, failure: endedElsewhere(state) });
  }
  await services.ledger.releaseLanes(run);
}

/** Why a run has ended whose workflow nobody ended from here. */
export function endedElsewhere(state: string): { readonly hint: string } & RunFailure {
  const message = `it was ended in Temporal (${state.toLowerCase().replaceAll('_', ' ')})`;
  const hint = 'ferry run starts another; what was loaded is kept and not sent again';
  return { lane: null, code: 'run-ended', message, hint, at: null };
}

/** Temporal's name for the state of a run's workflow; `UNKNOWN_TO_TEMPORAL` when there is none. */
export async function workflowState({ client }: RunServices, run: string): Promise<string> {
  try {
    const { status } = await client.workflow.getHandle(workflowIdOf(run)).describe();
    return status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return UNKNOWN;
    throw error;
  }
}

/** Waits up to ten seconds for somebody's worker. Throws TransientError `worker-missing`. */
export async function needWorker({ client }: RunServices): Promise<void> {
  const deadline = Date.now() + 8_000;
  while (!(await workerPolls(client))) {
    if (Date.now() > deadline) {
      throw new TransientError(`no worker takes work from task queue ${TASK_QUEUE}`, {
        code: 'worker-missing',
        hint: 'start one, with the same configuration and databases: ferry worker',
      });
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
