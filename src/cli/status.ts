/** ferry status: what is up, how the last runs stand, or one run in full. */
import type { Need } from '../../workflows/status.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { workflowState } from '../runs/start.ts';
import { workerPolls } from '../runs/temporal.ts';
import { statusOf } from '../runs/watch.ts';
import { namedRun } from '../runs/which-run.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { needWords } from './follow.ts';
import { MOST_NAMED, outcomeOf } from './output/run-outcome.ts';
import { reportRun } from './output/run-report.ts';
import { table } from './output/table.ts';
import { type Runtime, withRuntime } from './runtime.ts';
import { withoutPassword } from './up.ts';
import { liveUp } from './up-file.ts';

export interface StatusOptions extends CommonOptions {
  readonly run?: string;
}

/** Runs listed when none is named. */
const RECENT = 10;

/** Writes nothing but what bringing the servers up needs. Throws UsageError `run-unknown`. */
export async function status(context: Context, { run }: StatusOptions): Promise<ExitCode> {
  return withRuntime(context, async (runtime) => {
    if (run === undefined) await showAll(context, runtime);
    else await showOne(context, runtime, await namedRun(runtime.ledger, run));
    return EXIT.done;
  });
}

async function showAll({ home, output }: Context, runtime: Runtime): Promise<void> {
  const up = await liveUp(home);
  const runs = await runtime.ledger.listRuns(RECENT);
  output.say(
    up === null ? output.asTyped('Nothing is kept up here (ferry up does that).') : `Up: console at ${up.console.url}`,
  );
  if (runs.length === 0) output.say(output.asTyped('There has been no run yet: ferry run'));
  else {
    const rows = runs.map(({ run, plan, state, startedAt }) => [run, plan.route, plan.mode, state, startedAt]);
    for (const line of table(['run', 'route', 'mode', 'state', 'started'], rows)) output.say(line);
  }
  const open = runs.filter(({ finishedAt }) => finishedAt === null);
  const attended = open.length === 0 || (await workerPolls(runtime.client));
  if (!attended)
    for (const row of open) output.say(output.asTyped(`\n${abandoned(row, `Nobody works on ${row.run}`)}`));
  output.give({
    console: up?.console ?? null,
    dashboard: null,
    temporal: { address: runtime.services.temporalAddress, ui: runtime.services.temporalUi },
    database: withoutPassword(runtime.services.databaseUrl),
    runs: runs.map(({ run, plan, state, startedAt, finishedAt }) => ({
      run,
      route: plan.route,
      mode: plan.mode,
      state,
      startedAt,
      finishedAt,
      attended: finishedAt === null ? attended : null,
    })),
  });
}

/** What to do about a run that hasn't ended and that no worker works on: the command that did was killed or left. */
function abandoned({ run, state, plan }: RunRow, nobody: string): string {
  const again = plan.mode === 'plan' ? `ferry plan report ${run}` : `ferry watch ${run}`;
  return `${nobody} now; all it did is kept, and it goes on where it stands: ${state === 'paused' ? `ferry resume ${run}` : again}`;
}

/** Asks the run itself; only while somebody works on it, for a query that nobody answers takes long to fail. */
async function needsOf(runtime: Runtime, run: string): Promise<readonly Need[]> {
  const status = await statusOf(runtime, run);
  return status?.lanes.flatMap(({ need }) => need ?? []) ?? [];
}

async function showOne({ home, output }: Context, runtime: Runtime, row: RunRow): Promise<void> {
  const { run } = row;
  const up = await liveUp(home);
  const console = up === null ? null : { ...up.console, kept: true };
  const { ledger } = runtime;
  const [lanes, standing, findings] = await Promise.all([
    ledger.progress(run),
    ledger.placeholders(run, MOST_NAMED),
    ledger.findings(run),
  ]);
  for (const line of await reportRun({ runtime, row, lanes, standing, console, asTyped: output.asTyped }))
    output.say(line);
  const workflow = await workflowState(runtime, run);
  const attended = row.finishedAt === null ? await workerPolls(runtime.client) : null;
  const needs = attended === true ? await needsOf(runtime, run) : [];
  if (needs.length > 0) output.say('\nIt waits for you:');
  for (const line of needs.flatMap((need) => needWords(need, output))) output.say(line);
  if (needs.length > 0) output.say(output.asTyped(`Then: ferry resume ${run}`));
  else if (attended === false) output.say(output.asTyped(`\n${abandoned(row, 'Nobody works on it')}`));
  else if (attended === true) output.say(output.asTyped(`\nIt is being worked on: ferry watch ${run}`));
  output.give({ ...outcomeOf(row, { lanes, standing, findings }, new Date()), workflow, attended, needs, lanes });
}
