/** ferry worker: a worker alone, for a Temporal and a database that others keep up. */
import type { CommonOptions, Context } from './context.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { untilInterrupted } from './interrupt.ts';
import { withRuntime } from './runtime.ts';
import { liveUp } from './up-file.ts';
import { startOwnWorker } from './with-worker.ts';

/** Works for every configuration; one that names no target needs `ferry up` beside it. */
export async function worker(context: Context, _options: CommonOptions): Promise<ExitCode> {
  const { home, env, output } = context;
  return withRuntime(context, async (runtime) => {
    const console = (await liveUp(home))?.console ?? null;
    const running = await startOwnWorker({ home, env, runtime, console });
    output.say(`Worker on ${runtime.services.temporalAddress}; it logs to logs/worker.log in ${home}`);
    output.give({ worker: { temporal: runtime.services.temporalAddress } });
    await Promise.race([untilInterrupted(), running.ended]);
    await running.stop();
    return EXIT.done;
  });
}
