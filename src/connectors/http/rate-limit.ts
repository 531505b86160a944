/** Limits on the calls to one system: so many in flight, so many a second, and a circuit breaker for a system that is down. */
import { setTimeout as wait } from 'node:timers/promises';
import pLimit from 'p-limit';

/** In numbers, for one system. `concurrency` is at least 1; `patience` left out is five minutes (`openHttp`). */
export interface RateLimit {
  /** Calls in flight. */
  readonly concurrency: number;
  /** Calls a second; null: as fast as they come. */
  readonly rate: number | null;
  /** Milliseconds that it may fail every call before a person should look. */
  readonly patience?: number;
}

/** Runs a call as soon as the limit allows it. */
export type Limit = <T>(call: () => Promise<T>) => Promise<T>;

/** The limit that all callers of one system share, whoever they are. `system` is its address. */
export type RateLimitOf = (system: string, rateLimit: RateLimit) => Limit;

/** One limit for each system within this program. The rate limit first asked for stays. */
export function ownRateLimit(): RateLimitOf {
  const limits = new Map<string, Limit>();
  return (system, rateLimit) => {
    const limit = limits.get(system) ?? limiter(rateLimit);
    limits.set(system, limit);
    return limit;
  };
}

/** Runs calls within the rate limit, in the order they were asked for. */
export function limiter(rateLimit: RateLimit): Limit {
  const permits = pLimit(rateLimit.concurrency);
  const gap = rateLimit.rate === null ? 0 : 1000 / rateLimit.rate;
  let next = 0;
  const nextStart = async () => {
    const now = Date.now();
    const at = Math.max(now, next);
    next = at + gap;
    if (at > now) await wait(at - now);
  };
  return (call) =>
    permits(async () => {
      if (gap > 0) await nextStart();
      return await call();
    });
}

/** Counts one client's failed tries since its last success, in memory. Stops nothing itself: callers have to ask. */
export interface Breaker {
  succeeded(): void;
  failed(): void;
  /** Whether it has failed so often, and for so long, that a person should look. */
  isOpen(): boolean;
}

/** Opens only after many failures over a long time, so that a restart of the other side doesn't open it. One success closes it. */
export function breaker(limits: { readonly failures: number; readonly lasting: number }): Breaker {
  let failures = 0;
  let since = 0;
  return {
    succeeded: () => {
      failures = 0;
    },
    failed: () => {
      if (failures === 0) since = Date.now();
      failures += 1;
    },
    isOpen: () => failures >= limits.failures && Date.now() - since >= limits.lasting,
  };
}

/** Milliseconds after attempt number `attempt` (from 1): exponential with full jitter, so that lanes don't retry at once. */
export function backoff(attempt: number): number {
  return Math.random() * Math.min(250 * 2 ** attempt, 8000);
}
