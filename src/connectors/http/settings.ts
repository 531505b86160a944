/** What the HTTP client is told: about a system once, and about each call. */
import type { LookupFunction } from 'node:net';
import type { Reading } from './failure.ts';
import type { Limit, RateLimit } from './rate-limit.ts';
import type { Session } from './session.ts';
import type { Body, TimeCaps } from './wire.ts';

/**
 * Said once for a client. Left out: 8 calls at a time at no rate, 4 tries, 256 MiB held whole, 10 seconds to connect,
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
  /** Bytes of an answer that is held whole. */
  readonly maxBytes?: number;
  /** Tries of one call, the first included. */
  readonly tries?: number;
  /** How codes in the other side's problem documents are to be taken. */
  readonly problems?: Readonly<Record<string, Reading>>;
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
