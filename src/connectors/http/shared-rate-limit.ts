/** A rate limit over several programs: all of them together never have more calls in flight, nor start more a second, than one may. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Limit, RateLimit, RateLimitOf } from './rate-limit.ts';
import { acquire, openSemaphore, type PermitStore, release } from './semaphore.ts';

/** As `ownRateLimit`, but one limit a system for all programs that share the store. Calls also throw what the store throws. */
export function sharedRateLimit(store: PermitStore): RateLimitOf {
  const limits = new Map<string, Limit>();
  return (system, rateLimit) => {
    const limit = limits.get(system) ?? sharedLimit(store, system, rateLimit);
    limits.set(system, limit);
    return limit;
  };
}

function sharedLimit(store: PermitStore, system: string, { concurrency, rate }: RateLimit): Limit {
  const semaphore = openSemaphore(store, system, concurrency);
  return async (call) => {
    const permit = await acquire(semaphore);
    try {
      if (rate !== null) await wait(await store.reserve(system, rate));
      return await call();
    } finally {
      release(semaphore, permit);
    }
  };
}
