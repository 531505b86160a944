/** Runs a plan from its start to its report: `ferry plan`, `plan report` and `mapping impact` share it. */
import type { Need } from '../../workflows/status.ts';
import { type PlanReport, reportPlan } from '../dry-run/report-folder.ts';
import { FatalError } from '../errors.ts';
import type { StartRun } from '../ledger/runs/rows.ts';
import { startRun } from '../runs/start.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode, isUnreachable } from './exit.ts';
import { needWords } from './follow.ts';
import { MOST_NAMED, outcomeOf, type RunOutcome } from './output/run-outcome.ts';
import type { ConsolePlace, Runtime } from './runtime.ts';
import { watchLive } from './watch-live.ts';
import { withWorker } from './with-worker.ts';

/** What a plan runs in. Both stay open; `console` null: the configuration names another target. */
export interface PlanEnvironment {
  readonly runtime: Runtime;
  readonly console: ConsolePlace | null;
}

/** How following a plan ended. Only the first has a report: an unfinished plan is never shown as one. */
export type PlanEnding =
  | ({ readonly kind: 'reported'; readonly outcome: RunOutcome } & PlanReport)
  /** Or cancelled. */
  | { readonly kind: 'failed'; readonly outcome: RunOutcome }
  | { readonly kind: 'stuck'; readonly outcome: RunOutcome; readonly needs: readonly Need[] }
  /** By Ctrl-C; the plan goes on. */
  | { readonly kind: 'detached'; readonly outcome: RunOutcome };

/**
 * Starts the plan over a copy of its basis, follows it, and makes its report. Nothing is written to the target, and no later
 * run depends on what it leaves in the ledger. Throws what starting a run throws.
 */
export async function makePlan(
  context: Context,
  environment: PlanEnvironment,
  start: Pick<StartRun, 'plan' | 'pins' | 'wanted'>,
): Promise<PlanEnding> {
  const { home, env, output } = context;
  const { runtime, console } = environment;
  const { ledger } = runtime;
  const { run, basis } = start.plan;
  if (basis !== undefined) await ledger.dropLeftovers(basis);
  return withWorker({ home, env, runtime, console }, async () => {
    await ledger.openOverlay(start.plan);
    try {
      await startRun(runtime, start);
    } catch (error) {
      await ledger.dropOverlay(run);
      throw error;
    }
    output.note(`plan ${run}`);
    return endingOf(context, environment, run);
  });
}

/** Follows a plan that was started before, to its report; one that has ended is reported at once. */
export async function followPlan(context: Context, environment: PlanEnvironment, run: string): Promise<PlanEnding> {
  const { home, env } = context;
  const { runtime, console } = environment;
  const row = await runtime.ledger.getRun(run);
  // The ledger knows all that an ended workflow could answer, and asking the workflow would wait for a worker.
  if (row?.finishedAt !== null) return outcomeOfPlan(context, runtime, run);
  return withWorker({ home, env, runtime, console }, () => endingOf(context, environment, run));
}

async function endingOf(context: Context, { runtime }: PlanEnvironment, run: string): Promise<PlanEnding> {
  return watchLive(context, { runtime, run }, async (ending) => {
    if (ending.kind === 'ended') return outcomeOfPlan(context, runtime, run);
    const { outcome } = await standingOf(runtime, run);
    return ending.kind === 'left' ? { kind: 'detached', outcome } : { kind: 'stuck', outcome, needs: ending.needs };
  });
}

/** What an ended plan came to, with its report unless it failed or was cancelled. */
async function outcomeOfPlan({ output }: Context, runtime: Runtime, run: string): Promise<PlanEnding> {
  const { outcome, row } = await standingOf(runtime, run);
  if (row.state !== 'settled' && row.state !== 'unsettled') return { kind: 'failed', outcome };
  output.note('making the report');
  return { kind: 'reported', outcome, ...(await reportPlan({ ...runtime, asTyped: output.asTyped }, row)) };
}

async function standingOf({ ledger }: Runtime, run: string) {
  const row = await ledger.getRun(run);
  if (row === undefined)
    throw new FatalError(`the ledger knows no run ${run}`, { code: 'run-unknown', hint: 'ferry status' });
  const [lanes, standing] = await Promise.all([ledger.progress(run), ledger.placeholders(run, MOST_NAMED)]);
  return { row, outcome: outcomeOf(row, { lanes, standing }, new Date()) };
}

/** Says why there is no report, and what to type. */
export function printUnfinished(
  { output }: Context,
  ending: Exclude<PlanEnding, { readonly kind: 'reported' }>,
): ExitCode {
  const { outcome, kind } = ending;
  const { run: plan } = outcome;
  const given = { plan, ...outcome };
  if (kind === 'detached') {
    output.note(output.asTyped(`\nLeft. Plan ${plan} goes on; its report: ferry plan report ${plan}`));
    output.give(given);
    return EXIT.interrupted;
  }
  if (kind === 'stuck') {
    output.say(`Plan ${plan} waits for you; there is no report yet.`);
    for (const line of ending.needs.flatMap((need) => needWords(need, output))) output.say(line);
    output.say(output.asTyped(`Then: ferry resume ${plan}   and: ferry plan report ${plan}`));
    output.give({ ...given, state: 'paused', needs: ending.needs });
    return ending.needs.some(({ code }) => isUnreachable(code)) ? EXIT.unreachable : EXIT.failed;
  }
  output.say(`Plan ${plan} ${outcome.state === 'failed' ? 'failed' : 'was cancelled'}; there is no report.`);
  if (outcome.error !== undefined) for (const line of needWords(outcome.error, output)) output.say(line);
  output.give(given);
  return outcome.error !== undefined && isUnreachable(outcome.error.code) ? EXIT.unreachable : EXIT.failed;
}
