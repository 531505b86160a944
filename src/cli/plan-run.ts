/** Carries a plan from its start to its report: shared by everything that says beforehand what a run would do. */
import type { Need } from '../../workflows/messages.ts';
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

/** Where a plan is carried; both stay open. */
export interface PlanPlace {
  readonly runtime: Runtime;
  readonly console: ConsolePlace | null;
}

/** How following a plan ended. Only the first has a report: nothing halfway is ever shown as one. */
export type PlanEnding =
  | ({ readonly kind: 'made'; readonly outcome: RunOutcome } & PlanReport)
  /** Failed or cancelled. */
  | { readonly kind: 'vain'; readonly outcome: RunOutcome }
  | { readonly kind: 'stuck'; readonly outcome: RunOutcome; readonly needs: readonly Need[] }
  /** Ctrl-C; the plan goes on. */
  | { readonly kind: 'left'; readonly outcome: RunOutcome };

/**
 * Starts the plan over a copy of its basis, follows it, and makes its report. Nothing is written to the target and nothing
 * stays behind that a run would go by. Throws what starting a run throws.
 */
export async function carryPlan(
  context: Context,
  place: PlanPlace,
  start: Pick<StartRun, 'plan' | 'pins' | 'wanted'>,
): Promise<PlanEnding> {
  const { home, env, output } = context;
  const { runtime, console } = place;
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
    return endingOf(context, place, run);
  });
}

/** Follows a plan that was started before, to its report; one that has ended is reported at once. */
export async function followPlan(context: Context, place: PlanPlace, run: string): Promise<PlanEnding> {
  const { home, env } = context;
  const { runtime, console } = place;
  const row = await runtime.ledger.getRun(run);
  // An ended workflow has nothing to say that the ledger doesn't know, and asking it waits for a worker.
  if (row?.finishedAt !== null) return outcomeOfPlan(context, runtime, run);
  return withWorker({ home, env, runtime, console }, () => endingOf(context, place, run));
}

async function endingOf(context: Context, { runtime }: PlanPlace, run: string): Promise<PlanEnding> {
  const ending = await watchLive(context, runtime, run);
  if (ending.kind === 'ended') return outcomeOfPlan(context, runtime, run);
  const { outcome } = await standingOf(runtime, run);
  return ending.kind === 'left' ? { kind: 'left', outcome } : { kind: 'stuck', outcome, needs: ending.needs };
}

/** What an ended plan came to, with its report when it ended whole. */
async function outcomeOfPlan({ output }: Context, runtime: Runtime, run: string): Promise<PlanEnding> {
  const { outcome, row } = await standingOf(runtime, run);
  if (row.state !== 'settled' && row.state !== 'unsettled') return { kind: 'vain', outcome };
  output.note('making the report');
  return { kind: 'made', outcome, ...(await reportPlan(runtime, row)) };
}

async function standingOf({ ledger }: Runtime, run: string) {
  const row = await ledger.getRun(run);
  if (row === undefined)
    throw new FatalError(`the ledger knows no run ${run}`, { code: 'run-unknown', hint: 'ferry status' });
  const [lanes, standing] = await Promise.all([ledger.progress(run), ledger.placeholders(run, MOST_NAMED)]);
  return { row, outcome: outcomeOf(row, { lanes, standing }, new Date()) };
}

/** Says why there is no report, and what to type. */
export function tellUnmade(
  { output, call }: Context,
  ending: Exclude<PlanEnding, { readonly kind: 'made' }>,
): ExitCode {
  const { outcome, kind } = ending;
  const { run: plan } = outcome;
  const given = { plan, ...outcome };
  if (kind === 'left') {
    output.note(`\nLeft. Plan ${plan} goes on where it stands; its report: ${call} plan report ${plan}`);
    output.give(given);
    return EXIT.interrupted;
  }
  if (kind === 'stuck') {
    output.say(`Plan ${plan} waits for you; there is no report yet.`);
    for (const line of ending.needs.flatMap(needWords)) output.say(line);
    output.say(`Then: ${call} resume ${plan}   and: ${call} plan report ${plan}`);
    output.give({ ...given, state: 'paused', needs: ending.needs });
    return ending.needs.some(({ code }) => isUnreachable(code)) ? EXIT.unreachable : EXIT.failed;
  }
  output.say(`Plan ${plan} ${outcome.state === 'failed' ? 'failed' : 'was cancelled'}; there is no report.`);
  if (outcome.error !== undefined) for (const line of needWords(outcome.error)) output.say(line);
  output.give(given);
  return outcome.error !== undefined && isUnreachable(outcome.error.code) ? EXIT.unreachable : EXIT.failed;
}
