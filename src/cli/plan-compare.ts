/** ferry plan compare: compares what a run did with what its plan said, key by key. */

import { UsageError } from '../errors.ts';
import type { PlanDifference } from '../ledger/plans/rows.ts';
import type { Ledger } from '../ledger/port.ts';
import type { RunRow } from '../ledger/runs/rows.ts';
import { sentenceOf } from '../messages/sentence.ts';
import type { PlanRecordRow } from '../model/plan-facts/record-row.ts';
import { namedPlan, namedRun } from '../runs/which-run.ts';
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { number, table } from './output/table.ts';
import { escapeForTerminal } from './output/width.ts';
import { openRuntime } from './runtime.ts';

export interface PlanCompareOptions extends CommonOptions {
  readonly plan: string;
  readonly run?: string;
}

/** Differences given at most. */
const MOST = 1000;
/** Differences shown. */
const SHOWN = 20;

/** 0 when outcome, code, path, target record and content agree for every key of the plan's lanes, else 5. */
export async function planCompare(context: Context, options: PlanCompareOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    const plan = await namedPlan(runtime.ledger, options.plan);
    const run = await comparedRun(runtime.ledger, plan, options.run);
    const sampled = plan.plan.levels.flat(2).filter(({ sample }) => sample !== undefined);
    const lanes = sampled.map(({ lane }) => lane);
    const found = await runtime.ledger.comparePlan({ plan: plan.run, run: run.run, sampled: lanes, limit: MOST });
    const { compared, differing, differences } = found;
    const same = differing === 0;
    output.say(
      same
        ? `Run ${run.run} agrees with plan ${plan.run} on all ${number(compared)} keys.`
        : `Run ${run.run} differs from plan ${plan.run} on ${number(differing)} of ${number(compared)} keys.`,
    );
    if (!same) for (const line of linesOf(differences)) output.say(line);
    output.give({ plan: plan.run, run: run.run, ...found, differences: differences.map(inWords) });
    return same ? EXIT.done : EXIT.differs;
  } finally {
    await runtime.close();
  }
}

/** The run named, or the newest of the plan's route and target that isn't a plan. Throws UsageError `run-unknown`, `target-other`. */
async function comparedRun(ledger: Ledger, plan: RunRow, named: string | undefined): Promise<RunRow> {
  const { route, basis } = plan.plan;
  const own = ({ plan: of }: RunRow) => of.route === route && of.targetInstance === basis && of.mode !== 'plan';
  if (named !== undefined) {
    const run = await namedRun(ledger, named);
    if (own(run)) return run;
    const hint = `ferry plan compare ${plan.run}   takes the newest run it is about`;
    throw new UsageError(`run ${named} is none of ${route} into the plan's target`, { code: 'target-other', hint });
  }
  const newest = (await ledger.listByMode('run', 200)).find((run) => own(run) && run.startedAt >= plan.startedAt);
  if (newest !== undefined) return newest;
  throw new UsageError(`nothing of ${route} has run since plan ${plan.run}`, {
    code: 'run-unknown',
    hint: 'ferry run',
  });
}

function linesOf(differences: readonly PlanDifference[]): string[] {
  const cells = differences
    .slice(0, SHOWN)
    .map(({ lane, sourceKey, planned, done }) => [lane, escapeForTerminal(sourceKey), wordOf(planned), wordOf(done)]);
  const rest = differences.length > SHOWN ? ['More of them: --json'] : [];
  return ['', ...table(['lane', 'key', 'planned', 'done'], cells), ...rest];
}

/** For scripts: both sides with their sentence. */
function inWords({ planned, done, ...difference }: PlanDifference): PlanDifference {
  return { ...difference, planned: told(planned), done: told(done) };
}

function told(row: PlanRecordRow | null): PlanRecordRow | null {
  return row === null || row.code === null ? row : { ...row, message: sentenceOf('problem', row) };
}

function wordOf(row: PlanRecordRow | null): string {
  if (row === null) return 'not read';
  const { outcome, code, path, content } = row;
  if (code !== null) return `${outcome} ${code}${path === null || path === '' ? '' : ` at ${path}`}`;
  return content === null ? outcome : `${outcome} ${content.slice(0, 8)}`;
}
