/** Starts and follows runs over what has landed: all their lanes are taken before anything is decided or written. */

import type { TargetInfo } from '../connectors/port.ts';
import { UsageError } from '../errors.ts';
import type { StartRun } from '../ledger/runs/rows.ts';
import { loadConfig } from '../project/configuration.ts';
import { type Connected, connect } from '../project/connect.ts';
import { contractOf } from '../runs/approval-binding.ts';
import { startRun, takeLanes } from '../runs/start.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { followRun } from './follow.ts';
import type { RunOutcome } from './output/run-outcome.ts';
import { type ConsolePlace, embeddedTarget, openRuntime, type Runtime } from './runtime.ts';
import { withWorker } from './with-worker.ts';

/** A run that reads no source, with the records it is for. */
export type LandedRun = Required<Pick<StartRun, 'plan' | 'pins' | 'wanted'>>;

/** Where such runs take place: the servers, the target as it answered, and the systems of the configuration. */
export interface Place {
  readonly runtime: Runtime;
  readonly console: ConsolePlace | null;
  /** The UUID of the target's data. */
  readonly targetInstance: string;
  readonly target: TargetInfo;
  readonly connected: Connected;
  /** sha256 over what the target takes; null where it doesn't say. */
  readonly contract: string | null;
}

/** Brings up what is needed and asks the target who it is. No source is touched. */
export async function atTarget(context: Context, act: (place: Place) => Promise<ExitCode>): Promise<ExitCode> {
  const { home, env, output } = context;
  const config = await loadConfig(context.config, env);
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    const console = config.target === null ? await runtime.bringConsole() : null;
    const connected = await connect(config, { home, env, embedded: embeddedTarget(console) });
    const target = await connected.target.check();
    const contract = target.production ? await contractOf(connected) : null;
    return await act({ runtime, console, targetInstance: target.instance, target, connected, contract });
  } finally {
    await runtime.close();
  }
}

/** How the runs ended, in the order they were carried; those after one that didn't settle are missing. */
export interface Carried {
  readonly exit: ExitCode;
  readonly outcomes: readonly RunOutcome[];
}

/**
 * Carries the runs one after another and stops at the first that doesn't settle. `decided` is called once all lanes are
 * ours; when it throws they are given back and nothing has happened. Throws UsageError `lane-held`.
 */
export async function carryLanded(
  context: Context,
  { runtime, console }: Place,
  { runs, decided }: { readonly runs: readonly LandedRun[]; readonly decided: () => Promise<void> },
): Promise<Carried> {
  const { home, env } = context;
  if (runs.length === 0) {
    await decided();
    return { exit: EXIT.done, outcomes: [] };
  }
  return withWorker({ home, env, runtime, console }, async () => {
    await takeAll(runtime, runs, decided);
    const outcomes: RunOutcome[] = [];
    let exit: ExitCode = EXIT.done;
    for (const run of runs) {
      await startRun(runtime, run);
      context.output.note(`run ${run.plan.run} of ${run.plan.route}`);
      const followed = await followRun(quiet(context), { runtime, run: run.plan.run, console });
      outcomes.push(followed.outcome);
      if (followed.exit !== EXIT.done) exit = followed.exit;
      if (followed.outcome.state !== 'settled') break;
    }
    return { exit, outcomes };
  });
}

async function takeAll(runtime: Runtime, runs: readonly LandedRun[], decided: () => Promise<void>): Promise<void> {
  try {
    for (const { plan } of runs) await takeLanes(runtime, plan);
    await decided();
  } catch (error) {
    for (const { plan } of runs) await runtime.ledger.releaseLanes(plan.run);
    throw error;
  }
}

/** Machines are given one object by the command, not one a run. */
function quiet(context: Context): Context {
  return { ...context, output: { ...context.output, give: () => undefined } };
}

/** Nothing was ever carried into this target. */
export function nothingLanded(): UsageError {
  const hint = 'ferry run carries a route across first';
  return new UsageError('nothing has been carried into this target yet', { code: 'nothing-landed', hint });
}
