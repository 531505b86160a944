/** ferry plan report: makes the report of a plan again, or of a plan whose command was interrupted. */
import { loadConfig } from '../project/configuration.ts';
import { namedPlan } from '../runs/which-run.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { printPlan } from './output/plan-lines.ts';
import { type ValueOptions, valuesShown } from './output/shown-values.ts';
import { followPlan, printUnfinished } from './plan-run.ts';
import { openRuntime } from './runtime.ts';

export interface PlanReportOptions extends CommonOptions, ValueOptions {
  readonly plan?: string;
}

/** Follows the plan to its end first when it is under way. Throws UsageError `plan-unknown`, FatalError `plan-gone`. */
export async function planReport(context: Context, options: PlanReportOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    const row = await namedPlan(runtime.ledger, options.plan);
    const config = row.finishedAt === null ? await loadConfig(row.plan.config, env) : null;
    const console = config?.target === null ? await runtime.bringConsole() : null;
    const ending = await followPlan(context, { runtime, console }, row.run);
    return ending.kind === 'reported'
      ? printPlan(context, ending, valuesShown(options))
      : printUnfinished(context, ending);
  } finally {
    await runtime.close();
  }
}
