/** Keeps in the ledger that a run was paused or goes on. */
import type { RunState } from '../src/model/run-end.ts';
import type { ActivityDeps } from './deps.ts';
import { asFailure } from './failure.ts';

/** Repeats safely. */
export function markRun({ ledger }: ActivityDeps) {
  return async (run: string, state: RunState): Promise<void> => {
    try {
      await ledger.setRunState(run, state);
    } catch (error) {
      throw asFailure(error);
    }
  };
}
