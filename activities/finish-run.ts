/** Ends a run in the ledger and lets go of its lanes. */
import type { RunResult } from '../src/model/run-end.ts';
import type { ActivityDeps } from './deps.ts';
import { asFailure } from './failure.ts';

/** Repeats safely. */
export function finishRun({ ledger }: ActivityDeps) {
  return async ({ run, state, lanes, failure }: RunResult): Promise<void> => {
    try {
      await ledger.finishRun(run, { state, settlements: lanes, failure });
    } catch (error) {
      throw asFailure(error);
    }
  };
}
