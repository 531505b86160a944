/** ferry watch: follows a run to its end. */

import { runUnderWay } from '../runs/which-run.ts';
import type { CommonOptions, Context } from './context.ts';
import type { ExitCode } from './exit.ts';
import { carryOn } from './reattach.ts';
import { openStage } from './runtime.ts';

export interface WatchOptions extends CommonOptions {
  readonly run?: string;
}

/** Exits with how the run ended. Throws UsageError `run-unknown`, `run-ended`. */
export async function watch(context: Context, options: WatchOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  const stage = await openStage({ home, env, note: output.note });
  try {
    const row = await runUnderWay(stage.ledger, options.run);
    return (await carryOn(context, { stage, row })).exit;
  } finally {
    await stage.close();
  }
}
