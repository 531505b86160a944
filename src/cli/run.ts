/** ferry run: carries a route from its sources into the target, and stays until it has settled. */
import { chooseRoute, loadConfig } from '../project/configuration.ts';
import { connect } from '../project/connect.ts';
import { prepareRun } from '../runs/prepare.ts';
import { startRun } from '../runs/start.ts';
import { authorised } from './authorised.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { type Followed, followRun } from './follow.ts';
import { embeddedTarget, openRuntime, type Runtime } from './runtime.ts';
import { withWorker } from './with-worker.ts';

export interface RunOptions extends CommonOptions {
  readonly route?: string;
  readonly entity?: readonly string[];
  readonly delta?: boolean;
  /** Why a production target is written into without an approved plan. */
  readonly withoutPlan?: string;
}

/** Exits with how the run ended, or 130 when it was left; then it goes on where a worker is. */
export async function run(context: Context, options: RunOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const config = await loadConfig(context.config, env);
  chooseRoute(config, options.route);
  // Reading the worker's code takes as long as the servers need to start: both at once.
  const code = import('../worker/worker.ts');
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    await code;
    return (await runOn(context, runtime, options)).exit;
  } finally {
    await runtime.close();
  }
}

/** Starts a run on what is up, follows it to its end, and returns how it went. */
export async function runOn(context: Context, runtime: Runtime, options: RunOptions): Promise<Followed> {
  const { home, env, output } = context;
  const config = await loadConfig(context.config, env);
  const route = chooseRoute(config, options.route);
  const console = config.target === null ? await runtime.bringConsole() : null;
  const connected = await connect(config, { home, env, embedded: embeddedTarget(console) });
  const mode = options.delta === true ? 'delta' : 'full';
  const { ledger } = runtime;
  const { withoutPlan } = options;
  const prepared = await prepareRun({ connected, route, mode, only: options.entity ?? [], now: new Date(), ledger });
  const { target, plan: unauthorised } = prepared;
  const asked = { ledger, target, plan: unauthorised, ...(withoutPlan !== undefined && { withoutPlan }) };
  const planned = { ...prepared, plan: await authorised(context, asked) };
  for (const { source, message } of planned.plan.remarks ?? []) output.note(`${source}: ${message}`);
  for (const note of planned.notes) output.note(note);
  return withWorker({ home, env, runtime, console }, async () => {
    await startRun(runtime, planned);
    const { run: id } = planned.plan;
    output.note(`run ${id}`);
    return followRun(context, { runtime, run: id, console });
  });
}
