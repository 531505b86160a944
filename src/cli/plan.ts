/** ferry plan: the whole of a run but its writes, and a report of what it would do. */
import { chooseRoute, loadConfig } from '../project/configuration.ts';
import { connect } from '../project/connect.ts';
import { prepareRun } from '../runs/prepare.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { tellPlan } from './output/plan-lines.ts';
import { carryPlan, tellUnmade } from './plan-run.ts';
import { embeddedTarget, openRuntime, type Runtime } from './runtime.ts';

export interface PlanOptions extends CommonOptions {
  readonly route?: string;
  readonly entity?: readonly string[];
  readonly sample?: number;
}

/** 3 when something blocks a run, 4 when something would be set aside, else 0; 1 or 6 when there is no report. */
export async function plan(context: Context, options: PlanOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const config = await loadConfig(context.config, env);
  chooseRoute(config, options.route);
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    return await planOn(context, runtime, options);
  } finally {
    await runtime.close();
  }
}

async function planOn(context: Context, runtime: Runtime, options: PlanOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const config = await loadConfig(context.config, env);
  const route = chooseRoute(config, options.route);
  const console = config.target === null ? await runtime.bringConsole() : null;
  const connected = await connect(config, { home, env, embedded: embeddedTarget(console) });
  const { sample, entity: only = [] } = options;
  const request = { connected, route, only, now: new Date(), ledger: runtime.ledger, mode: 'plan' as const };
  const planned = await prepareRun({ ...request, ...(sample !== undefined && { sample }) });
  for (const { source, message } of planned.plan.remarks ?? []) output.note(`${source}: ${message}`);
  for (const note of planned.notes) output.note(note);
  const ending = await carryPlan(context, { runtime, console }, { plan: planned.plan, pins: planned.pins });
  return ending.kind === 'made' ? tellPlan(context, ending) : tellUnmade(context, ending);
}
