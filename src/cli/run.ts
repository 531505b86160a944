/** ferry run: loads what a route's sources hold into the target, and stays until the run has settled. */
import { prepareAuthorised } from '../runs/prepare-authorised.ts';
import { startRun } from '../runs/start.ts';
import { type ChosenRoute, connectRoute, readRoute } from './connected-route.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { type Followed, followRun } from './follow.ts';
import { type Runtime, withRuntime } from './runtime.ts';
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
  const chosen = await readRoute(context, options.route);
  // Reading the worker's code takes as long as the servers need to start: both at once.
  const code = import('../worker/worker.ts');
  return withRuntime(context, async (runtime) => {
    await code;
    return (await runRoute(context, runtime, { ...options, chosen })).exit;
  });
}

/** Starts a run on servers that are up, follows it to its end, and returns how it ended. */
export async function runRoute(
  context: Context,
  runtime: Runtime,
  { chosen, ...options }: RunOptions & { readonly chosen: ChosenRoute },
): Promise<Followed> {
  const { home, env, output } = context;
  const { ledger } = runtime;
  const { connected, route, console } = await connectRoute(context, runtime, chosen);
  const { entity: only = [], withoutPlan } = options;
  const mode = options.delta === true ? 'delta' : 'full';
  const planned = await prepareAuthorised({
    ...{ connected, route, mode, only, now: new Date(), ledger },
    ...(withoutPlan !== undefined && { withoutPlan }),
  });
  for (const warning of planned.warnings) output.note(warning);
  return withWorker({ home, env, runtime, console }, async () => {
    await startRun(runtime, planned);
    const { run: id } = planned.plan;
    output.note(`run ${id}`);
    return followRun(context, { runtime, run: id, console });
  });
}
