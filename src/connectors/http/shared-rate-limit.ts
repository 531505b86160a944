/** A pace kept together with other programs: never more calls in flight, nor more a second, in all of them than was asked for. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Limit, Pace, PaceOf } from './rate-limit.ts';
import { acquire, openSlots, release, type SlotStore } from './semaphore.ts';

/** Limits as `ownPace` gives them, but one for all programs over the same store. Calls throw what the store throws. */
export function sharedPace(store: SlotStore): PaceOf {
  const limits = new Map<string, Limit>();
  return (system, pace) => {
    const limit = limits.get(system) ?? sharedLimit(store, system, pace);
    limits.set(system, limit);
    return limit;
  };
}

function sharedLimit(store: SlotStore, system: string, { concurrency, rate }: Pace): Limit {
  const slots = openSlots(store, system, concurrency);
  return async (call) => {
    const slot = await acquire(slots);
    try {
      if (rate !== null) await wait(await store.turn(system, rate));
      return await call();
    } finally {
      release(slots, slot);
    }
  };
}
