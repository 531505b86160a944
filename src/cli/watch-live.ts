/** Watches a run with its progress on the terminal; Ctrl-C ends the watching, never the run. */
import { type Ending, watchRun } from '../runs/watch.ts';
import type { Context } from './context.ts';
import { interruptible } from './interrupt.ts';
import { openProgress } from './output/progress.ts';
import type { Runtime } from './runtime.ts';

/** Milliseconds between looks. */
const EVERY = 500;

/** Resolves when the run has ended, waits for a person, or was left. */
export function watchLive({ output }: Context, runtime: Runtime, run: string): Promise<Ending> {
  return interruptible(async (leave) => {
    const progress = openProgress(output, Date.now);
    const { show: onLook, trouble: onTrouble } = progress;
    const ending = await watchRun({ services: runtime, run, onLook, onTrouble, every: EVERY, leave });
    progress.end();
    return ending;
  });
}
