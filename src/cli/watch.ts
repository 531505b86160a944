/** ferry watch: follows a run to its end. */

import { runUnderWay } from '../runs/which-run.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { carryOn } from './reattach.ts';
import { openRuntime } from './runtime.ts';

export interface WatchOptions extends CommonOptions {
  readonly run?: string;
}

/** Exits with how the run ended. Throws UsageError `run-unknown`, `run-ended`. */
export async function watch(context: Context, options: WatchOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const runtime = await openRuntime({ home, env, note: output.note });
  try {
    const row = await runUnderWay(runtime.ledger, options.run);
    return (await carryOn(context, { runtime, row })).exit;
  } finally {
    await runtime.close();
  }
}
