/** A person let a lane go on that had quarantined too many records: counting starts anew from here. */
import type { LaneRef } from '../src/model/run.ts';
import type { ActivityDeps } from './deps.ts';
import { asFailure } from './failure.ts';

/** Repeats safely. */
export function acceptQuarantine({ ledger }: ActivityDeps) {
  return async (ref: LaneRef): Promise<void> => {
    try {
      await ledger.acceptQuarantine(ref);
    } catch (error) {
      throw asFailure(error);
    }
  };
}
