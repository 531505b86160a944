/** Follows a run that is under way to its end, shows it, and says how it went: shared by run, watch, resume and demo. */
import type { Need } from '../../workflows/status.ts';
import type { Context } from './context.ts';
import { EXIT, type ExitCode, isUnreachable } from './exit.ts';
import type { Output } from './output/output.ts';
import { exitOfRun, MOST_NAMED, outcomeOf, type RunOutcome } from './output/run-outcome.ts';
import { reportRun } from './output/run-report.ts';
import { escapeForTerminal } from './output/width.ts';
import type { ConsolePlace, Runtime } from './runtime.ts';
import { watchLive } from './watch-live.ts';

/** How following ended; `outcome` is of this moment when the run goes on without us. */
export interface Followed {
  readonly exit: ExitCode;
  readonly outcome: RunOutcome;
}

/** A run that has been started. The runtime stays open. */
export interface FollowOptions {
  readonly runtime: Runtime;
  readonly run: string;
  /** The console to point people at; null when the target is somebody else's. */
  readonly console: ConsolePlace | null;
}

/** Ctrl-C leaves; the run stays. The result for machines is how the run stands then. */
export async function followRun(context: Context, options: FollowOptions): Promise<Followed> {
  const { runtime, run } = options;
  const { output } = context;
  return watchLive(context, { runtime, run }, async (ending) => {
    const outcome = await tellOutcome(context, options);
    if (ending.kind === 'left') return left(context, run, outcome);
    if (ending.kind === 'stuck') return stuck(context, outcome, ending.needs);
    output.give(outcome);
    return { exit: exitOfRun(outcome), outcome };
  });
}

/** Prints the report when the run has ended, and returns what came of it so far. */
async function tellOutcome({ output }: Context, { runtime, run, console }: FollowOptions): Promise<RunOutcome> {
  const { ledger } = runtime;
  const row = await ledger.getRun(run);
  if (row === undefined) throw new Error(`the ledger lost run ${run}`);
  const [lanes, standing, findings] = await Promise.all([
    ledger.progress(run),
    ledger.placeholders(run, MOST_NAMED),
    ledger.findings(run),
  ]);
  const outcome = outcomeOf(row, { lanes, standing, findings }, new Date());
  if (row.finishedAt === null) return outcome;
  for (const line of await reportRun({ runtime, row, lanes, standing, console, asTyped: output.asTyped }))
    output.say(line);
  return outcome;
}

function left({ output }: Context, run: string, outcome: RunOutcome): Followed {
  output.note(
    output.asTyped(
      `\nLeft. Run ${run} is kept and goes on where it stands: ferry watch ${run}   (to end it: ferry cancel ${run})`,
    ),
  );
  output.give(outcome);
  return { exit: EXIT.interrupted, outcome };
}

function stuck({ output }: Context, outcome: RunOutcome, needs: readonly Need[]): Followed {
  output.say(`Run ${outcome.run} waits for you; everything that is loaded is kept.`);
  for (const line of needs.flatMap((need) => needWords(need, output))) output.say(line);
  output.say(output.asTyped(`Then: ferry resume ${outcome.run}`));
  output.give({ ...outcome, state: 'paused', needs });
  return { exit: needs.some(({ code }) => isUnreachable(code)) ? EXIT.unreachable : EXIT.failed, outcome };
}

/** A need in two lines: what happened and where, and what to type. */
export function needWords({ code, message, hint, at }: Need, { asTyped }: Pick<Output, 'asTyped'>): string[] {
  const where = at === null || message.includes(at) ? '' : ` (${escapeForTerminal(at)})`;
  return [
    `  ${code}: ${escapeForTerminal(message)}${where}`,
    ...(hint === null ? [] : [`  → ${escapeForTerminal(asTyped(hint))}`]),
  ];
}
