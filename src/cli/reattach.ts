/** Re-attaches to a run that a crash, a reboot or Ctrl-C left behind: brings back its servers and worker, and follows it. */
import type { RunRow } from '../ledger/runs/rows.ts';
import { loadConfig } from '../project/configuration.ts';
import { revive } from '../runs/revive.ts';
import type { Context } from './context.ts';
import { type Followed, followRun } from './follow.ts';
import type { Runtime } from './runtime.ts';
import { withWorker } from './with-worker.ts';

/** `onWorking` is called once a worker is there, before the run is followed. Throws what `revive` throws. */
export async function reattach(
  context: Context,
  { runtime, row }: { readonly runtime: Runtime; readonly row: RunRow },
  onWorking: () => Promise<void> = async () => undefined,
): Promise<Followed> {
  const { home, env } = context;
  const { run, plan } = row;
  const { target } = await loadConfig(plan.config, env);
  const console = target === null ? await runtime.bringConsole() : null;
  if (row.finishedAt !== null) return followRun(context, { runtime, run, console });
  await revive(runtime, row);
  return withWorker({ home, env, runtime, console }, async () => {
    await onWorking();
    return followRun(context, { runtime, run, console });
  });
}
