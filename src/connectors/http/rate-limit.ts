/** How fast one system is asked: so many calls at a time, so many a second, and no more once it has been down for long. */
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

/** Runs a call when its turn has come. */
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
  const turn = async () => {
    const now = Date.now();
    const at = Math.max(now, next);
    next = at + gap;
    if (at > now) await wait(at - now);
  };
  return (call) =>
    permits(async () => {
      if (gap > 0) await turn();
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

/** A restart of the other side must not open it, so failures have to be many and to last. One success closes it. */
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

/** Milliseconds before try number `attempt` (from 1), doubled each time and drawn anew, so that lanes don't return in step. */
export function backoff(attempt: number): number {
  return Math.random() * Math.min(250 * 2 ** attempt, 8000);
}
