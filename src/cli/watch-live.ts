/** Watches a run with its progress on the terminal; Ctrl-C ends the watching, never the run. */
import { type Ending, watchRun } from '../runs/watch.ts';
import type { Context } from './context.ts';
import { interruptible } from './interrupt.ts';
import { openProgress } from './output/progress.ts';
import type { Runtime } from './runtime.ts';

/** Milliseconds between looks. */
const EVERY = 500;

/**
 * Watches until the run has ended, waits for a person, or was left; then calls `conclude`, which the first Ctrl-C doesn't
 * break off either: a report is written whole.
 */
export function watchLive<T>(
  { output }: Context,
  { runtime, run }: { readonly runtime: Runtime; readonly run: string },
  conclude: (ending: Ending) => Promise<T>,
): Promise<T> {
  return interruptible(async (leave) => {
    const progress = openProgress(output, Date.now);
    const { show: onLook, trouble: onTrouble } = progress;
    const ending = await watchRun({ services: runtime, run, onLook, onTrouble, every: EVERY, leave });
    progress.end();
    return conclude(ending);
  });
}
