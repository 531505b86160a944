/** ferry watch: follows a run to its end. */

import { runUnderWay } from '../runs/which-run.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { reattach } from './reattach.ts';
import { withRuntime } from './runtime.ts';

export interface WatchOptions extends CommonOptions {
  readonly run?: string;
}

/** Exits with how the run ended. Throws UsageError `run-unknown`, `run-ended`. */
export async function watch(context: Context, options: WatchOptions): Promise<ExitCode> {
  return withRuntime(context, async (runtime) => {
    const row = await runUnderWay(runtime.ledger, options.run);
    return (await reattach(context, { runtime, row })).exit;
  });
}
