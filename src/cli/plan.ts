/** ferry plan: a dry run of the whole route, and a report of what a run would do. */
import { prepareRun } from '../runs/prepare.ts';
import { type ChosenRoute, connectRoute, readRoute } from './connected-route.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { printPlan } from './output/plan-lines.ts';
import { type ValueOptions, valuesShown } from './output/shown-values.ts';
import { makePlan, printUnfinished } from './plan-run.ts';
import { type Runtime, withRuntime } from './runtime.ts';

export interface PlanOptions extends CommonOptions, ValueOptions {
  readonly route?: string;
  readonly entity?: readonly string[];
  readonly sample?: number;
}

/** 3 when something blocks a run, 4 when records would be quarantined, else 0; 1 or 6 when there is no report. */
export async function plan(context: Context, options: PlanOptions): Promise<ExitCode> {
  const chosen = await readRoute(context, options.route);
  return withRuntime(context, (runtime) => planRoute(context, runtime, { ...options, chosen }));
}

async function planRoute(
  context: Context,
  runtime: Runtime,
  { chosen, ...options }: PlanOptions & { readonly chosen: ChosenRoute },
): Promise<ExitCode> {
  const { output } = context;
  const { connected, route, console } = await connectRoute(context, runtime, chosen);
  const { sample, entity: only = [] } = options;
  const request = { connected, route, only, now: new Date(), ledger: runtime.ledger, mode: 'plan' as const };
  const planned = await prepareRun({ ...request, ...(sample !== undefined && { sample }) });
  for (const { source, message } of planned.plan.remarks ?? []) output.note(`${source}: ${message}`);
  for (const note of planned.notes) output.note(note);
  const ending = await makePlan(context, { runtime, console }, { plan: planned.plan, pins: planned.pins });
  return ending.kind === 'reported'
    ? printPlan(context, ending, valuesShown(options))
    : printUnfinished(context, ending);
}
