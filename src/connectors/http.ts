/** The one HTTP client: rate-limited, with timeouts and size limits, strict about complete answers; HTTP errors become ours here and nowhere else. */
import { setTimeout as wait } from 'node:timers/promises';
import { StuckError, TransientError } from '../errors.ts';
import { type Caller, type JsonAnswer, jsonOnce, type StreamAnswer, streamOnce } from './http/call.ts';
import { type Breaker, backoff, breaker, type Limit, limiter, type RateLimit } from './http/rate-limit.ts';
import { keepSession } from './http/session.ts';
import type { HttpCall, HttpSettings } from './http/settings.ts';
import { openWire, type TimeCaps } from './http/wire.ts';

/** The parameters that connectors give it. */
export type { HttpCall, HttpSettings } from './http/settings.ts';

/**
 * Tries again (four tries by default) before it throws a TransientError; once everything has failed for `patience` it
 * throws StuckError `system-down`. A stream counts as answered, and gives its permit back, when its headers are
 * there: what breaks in its body is not tried again.
 */
export interface Http {
  /** `body` is null when there is none. Throws FatalError `answer-not-json`, `answer-too-large`, or what the status means. */
  json(call: HttpCall): Promise<JsonAnswer>;
  /** The body as it comes; a break throws from within the loop. */
  stream(call: HttpCall): Promise<StreamAnswer>;
  close(): void;
}

const TIMES: TimeCaps = { connect: 10_000, idle: 120_000, total: 600_000 };
const RATE_LIMIT: RateLimit = { concurrency: 8, rate: null };
const TRIES = 4;
/** A longer pause isn't waited for here: the error is thrown with its `retryAfter`. */
const LONGEST_PAUSE = 10_000;
const OPEN_AFTER = { failures: 20, lasting: 5 * 60_000 };

/** Opens a client for one system; all its users share the rate limit, and so do others that were given the same `limit`. `close` ends idle connections. */
export function openHttp(settings: HttpSettings): Http {
  const wire = openWire(settings.times ?? TIMES, settings.lookup);
  const client: Client = {
    settings,
    send: wire.send,
    ...(settings.session && { session: keepSession(settings.session) }),
    limit: settings.limit ?? limiter(settings.rateLimit ?? RATE_LIMIT),
    breaker: breaker({ ...OPEN_AFTER, lasting: settings.rateLimit?.patience ?? OPEN_AFTER.lasting }),
  };
  return {
    json: (call) => repeat(client, call, jsonOnce),
    stream: (call) => repeat(client, call, streamOnce),
    close: wire.close,
  };
}

interface Client extends Caller {
  readonly limit: Limit;
  readonly breaker: Breaker;
}

type Once<T> = (client: Client, call: HttpCall) => Promise<T>;

async function repeat<T>(client: Client, call: HttpCall, once: Once<T>): Promise<T> {
  const tries = client.breaker.isOpen() ? 1 : (client.settings.tries ?? TRIES);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await client.limit(() => once(client, call));
      client.breaker.succeeded();
      return answer;
    } catch (error) {
      await pauseOrThrow(client, error, { attempt, tries });
    }
  }
}

async function pauseOrThrow(
  client: Client,
  error: unknown,
  at: { readonly attempt: number; readonly tries: number },
): Promise<void> {
  if (!(error instanceof TransientError)) throw error;
  client.breaker.failed();
  if (client.breaker.isOpen()) {
    const hint = 'look whether it runs, then resume the run';
    throw new StuckError(`${client.settings.system} has been failing for minutes`, {
      code: 'system-down',
      hint,
      cause: error,
    });
  }
  const pause = error.retryAfter ?? backoff(at.attempt);
  if (at.attempt >= at.tries || pause > LONGEST_PAUSE) throw error;
  await wait(pause);
}
