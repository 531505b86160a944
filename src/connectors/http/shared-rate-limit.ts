/** A rate limit kept together with other programs: never more calls in flight, nor more a second, in all of them than was asked for. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Limit, RateLimit, RateLimitOf } from './rate-limit.ts';
import { acquire, openSemaphore, type PermitStore, release } from './semaphore.ts';

/** Limits as `ownRateLimit` gives them, but one for all programs over the same store. Calls throw what the store throws. */
export function sharedRateLimit(store: PermitStore): RateLimitOf {
  const limits = new Map<string, Limit>();
  return (system, rateLimit) => {
    const limit = limits.get(system) ?? sharedLimit(store, system, rateLimit);
    limits.set(system, limit);
    return limit;
  };
}

function sharedLimit(store: PermitStore, system: string, { concurrency, rate }: RateLimit): Limit {
  const permits = openSemaphore(store, system, concurrency);
  return async (call) => {
    const permit = await acquire(permits);
    try {
      if (rate !== null) await wait(await store.turn(system, rate));
      return await call();
    } finally {
      release(permits, permit);
    }
  };
}
