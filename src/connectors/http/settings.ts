/** Settings of an HTTP client for one system, and the parameters of one call. */
import type { LookupFunction } from 'node:net';
import type { FailureRule } from './failure.ts';
import type { Limit, RateLimit } from './rate-limit.ts';
import type { Session } from './session.ts';
import type { Body, TimeCaps } from './wire.ts';

/**
 * Defaults: 8 calls at a time without a limit of calls a second, 4 tries, 256 MiB held in memory, 10 seconds to connect,
 * 2 minutes without a byte, 10 minutes in all.
 */
export interface HttpSettings {
  /** What messages call the other side. */
  readonly system: string;
  /** Absolute http(s) address that paths are appended to; a path of its own is kept. */
  readonly url: string;
  /** Asked before every call; sent to this origin only. */
  readonly headers?: () => Readonly<Record<string, string>>;
  /** For systems that are signed in to; its headers are sent beside the others. */
  readonly session?: Session;
  readonly rateLimit?: RateLimit;
  /** The limit that other clients of the system share; left out: one of this client's own, at `rateLimit`. */
  readonly limit?: Limit;
  readonly times?: TimeCaps;
  /** Bytes of an answer that is held in memory. */
  readonly maxBytes?: number;
  /** Tries of one call, the first included. */
  readonly tries?: number;
  /** Which of our errors the codes in the other side's problem documents become. */
  readonly problems?: Readonly<Record<string, FailureRule>>;
  /** Resolves host names; may refuse addresses. */
  readonly lookup?: LookupFunction;
}

/** Must be safe to repeat: a call whose answer was lost is made again. */
export interface HttpCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** From the settings' address on, query included; parts already encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text is serialised once, by the caller. */
  readonly body?: Body;
  /** Statuses beside 2xx that are answers, not errors. */
  readonly accept?: readonly number[];
}
