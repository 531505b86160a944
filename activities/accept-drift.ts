/** A person let a lane go on that was held by drift: what is new counts as part of the source from here on. */
import { takeFrozen } from '../src/load/drift/drift.ts';
import type { LaneRef } from '../src/model/run.ts';
import type { ActivityDeps } from './deps.ts';
import { asFailure } from './failure.ts';

/** Repeats safely. */
export function acceptDrift({ ledger }: ActivityDeps) {
  return async ({ run, lane }: LaneRef): Promise<void> => {
    try {
      const kept = await ledger.getRun(run);
      if (kept !== undefined) await takeFrozen(ledger, kept.plan, lane);
    } catch (error) {
      throw asFailure(error);
    }
  };
}
