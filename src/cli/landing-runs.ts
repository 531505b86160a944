/** Starts and follows runs over what has landed: all their lanes are taken before anything is decided or written. */
import type { TargetInfo } from '../connectors/port.ts';
import type { Configuration } from '../project/configuration.ts';
import { type Connected, connect } from '../project/connect.ts';
import { contractOf } from '../runs/approval-binding.ts';
import type { LandedRun } from '../runs/retry.ts';
import { startRun, takeAllLanes } from '../runs/start.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { followRun } from './follow.ts';
import type { RunOutcome } from './output/run-outcome.ts';
import { type ConsolePlace, embeddedTarget, type Runtime, withRuntime } from './runtime.ts';
import { withWorker } from './with-worker.ts';

/** What such runs are started on: the servers, the target as it answered, and the systems of the configuration. */
export interface TargetSession {
  readonly runtime: Runtime;
  readonly console: ConsolePlace | null;
  /** The UUID of the target's data. */
  readonly targetInstance: string;
  readonly target: TargetInfo;
  readonly connected: Connected;
  /** sha256 over what the target takes; null where it doesn't say. */
  readonly contract: string | null;
}

/** Brings up what is needed and asks the target who it is. No source is called. */
export function atTarget(
  context: Context,
  config: Configuration,
  act: (session: TargetSession) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { home, env } = context;
  return withRuntime(context, async (runtime) => {
    const console = config.target === null ? await runtime.bringConsole() : null;
    const connected = await connect(config, { home, env, embedded: embeddedTarget(console) });
    const target = await connected.target.check();
    const contract = target.production ? await contractOf(connected) : null;
    return act({ runtime, console, targetInstance: target.instance, target, connected, contract });
  });
}

/** How the runs ended, in the order they ran; those after one that didn't settle are missing. */
export interface LandedResult {
  readonly exit: ExitCode;
  readonly outcomes: readonly RunOutcome[];
}

/**
 * Runs one after another and stops at the first that doesn't settle. `decided` is called once all lanes are taken; when it
 * throws they are released and nothing has happened. Throws UsageError `lane-held`.
 */
export async function runLanded(
  context: Context,
  { runtime, console }: TargetSession,
  { runs, decided }: { readonly runs: readonly LandedRun[]; readonly decided: () => Promise<void> },
): Promise<LandedResult> {
  const { home, env } = context;
  if (runs.length === 0) {
    await decided();
    return { exit: EXIT.done, outcomes: [] };
  }
  return withWorker({ home, env, runtime, console }, async () => {
    const plans = runs.map(({ plan }) => plan);
    await takeAllLanes(runtime, plans, decided);
    const outcomes: RunOutcome[] = [];
    let exit: ExitCode = EXIT.done;
    for (const run of runs) {
      await startRun(runtime, run);
      context.output.note(`run ${run.plan.run} of ${run.plan.route}`);
      const followed = await followRun(withoutResult(context), { runtime, run: run.plan.run, console });
      outcomes.push(followed.outcome);
      if (followed.exit !== EXIT.done) exit = followed.exit;
      if (followed.outcome.state !== 'settled') break;
    }
    return { exit, outcomes };
  });
}

/** Machines are given one object by the command, not one a run. */
function withoutResult(context: Context): Context {
  return { ...context, output: { ...context.output, give: () => undefined } };
}
