/** ferry pause, resume and cancel: signals to a run that is under way. */
import { WorkflowNotFoundError } from '@temporalio/client';
import { UsageError } from '../errors.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { SIGNALS, UPDATES, workflowIdOf } from '../model/workflow-names.ts';
import { runUnderWay } from '../runs/which-run.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { reattach } from './reattach.ts';
import { type Runtime, withRuntime } from './runtime.ts';
import { othersWork } from './with-worker.ts';

export interface SteerOptions extends CommonOptions {
  readonly run?: string;
}

/** What is in flight finishes; nothing new starts until `ferry resume`. */
export function pause(context: Context, options: SteerOptions): Promise<ExitCode> {
  return steer(context, options, async (runtime, row) => {
    await handleOf(runtime, row).signal(SIGNALS.pause);
    const { output } = context;
    output.say(
      output.asTyped(`Run ${row.run} pauses once what is in flight has landed. To go on: ferry resume ${row.run}`),
    );
    context.output.give({ run: row.run, state: 'paused' });
    return EXIT.done;
  });
}

/** Goes on after a pause, or after what a stuck lane needed was done; follows the run when nobody else works on it. */
export function resume(context: Context, options: SteerOptions): Promise<ExitCode> {
  return steer(context, options, async (runtime, row) => {
    const goOn = () => handleOf(runtime, row).signal(SIGNALS.resume);
    if (!(await othersWork({ home: context.home, runtime })))
      return (await reattach(context, { runtime, row }, goOn)).exit;
    await goOn();
    context.output.say(context.output.asTyped(`Run ${row.run} goes on: ferry watch ${row.run}`));
    context.output.give({ run: row.run, state: 'running' });
    return EXIT.done;
  });
}

/** Ends the run as cancelled once what is in flight has landed; follows it until then. */
export function cancel(context: Context, options: SteerOptions): Promise<ExitCode> {
  return steer(context, options, async (runtime, row) => {
    const ask = () => handleOf(runtime, row).executeUpdate(UPDATES.cancel, { updateId: `cancel:${row.run}` });
    try {
      const { outcome } = await reattach(context, { runtime, row }, async () => void (await ask()));
      return outcome.state === 'cancelled' ? EXIT.done : EXIT.failed;
    } catch (error) {
      if (!(error instanceof WorkflowNotFoundError)) throw error;
      // Its workflow may have ended by itself a moment ago: how it ended then stands.
      const now = await runtime.ledger.getRun(row.run);
      if (now !== undefined && now.finishedAt !== null) throw runEnded(now);
      await runtime.ledger.finishRun(row.run, { state: 'cancelled', settlements: row.settlements, failure: null });
      context.output.say(`Run ${row.run} is cancelled.`);
      context.output.give({ run: row.run, state: 'cancelled' });
      return EXIT.done;
    }
  });
}

async function steer(
  context: Context,
  options: SteerOptions,
  act: (runtime: Runtime, row: RunRow) => Promise<ExitCode>,
): Promise<ExitCode> {
  return withRuntime(context, async (runtime) => {
    const row = await runUnderWay(runtime.ledger, options.run);
    if (row.finishedAt !== null) throw runEnded(row);
    return await act(runtime, row);
  });
}

function runEnded({ run, state }: RunRow): UsageError {
  const hint = `ferry status ${run}   or, to start another: ferry run`;
  return new UsageError(`run ${run} has ended already (${state})`, { code: 'run-ended', hint });
}

function handleOf(runtime: Runtime, { run }: RunRow) {
  return runtime.client.workflow.getHandle(workflowIdOf(run));
}
