/** From HTTP to our errors, in one place. Messages carry the system, the status and the other side's code: no token, no body. */
import type { IncomingHttpHeaders } from 'node:http';
import { type AnyFerryError, FatalError, StuckError, TransientError } from '../../errors.ts';

/** What an error answer said about itself (RFC 9457, as far as it could be trusted). */
export interface SaidProblem {
  readonly code?: string;
  readonly retryable?: boolean;
}

/** How one of the other side's own codes is to be taken. */
export interface Reading {
  readonly as: 'transient' | 'fatal' | 'stuck';
  /** Our code for it. */
  readonly code: string;
  readonly hint: string;
}

/** An answer that is no success, without its body. Of its headers only `retry-after` is looked at. */
export interface FailedCall {
  readonly system: string;
  /** Method and address without its query. */
  readonly at: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly said: SaidProblem;
}

/** No source may make us wait longer than this many milliseconds; longer wishes are cut to it. */
const LONGEST_WAIT = 15 * 60_000;

const BY_STATUS: Readonly<Record<number, Reading>> = {
  401: {
    as: 'stuck',
    code: 'auth-refused',
    hint: 'put a valid one where `token:` or `password:` points to; a run that waits for it: ferry resume',
  },
  403: {
    as: 'stuck',
    code: 'auth-refused',
    hint: 'give the token the rights it lacks; a run that waits for it: ferry resume',
  },
  404: { as: 'fatal', code: 'not-found', hint: 'check `url:` in ferry.yaml: something else may be answering there' },
  408: { as: 'transient', code: 'system-slow', hint: 'it is tried again by itself' },
  413: { as: 'fatal', code: 'too-large', hint: 'lower `batch:` of the route' },
  425: { as: 'transient', code: 'system-failing', hint: 'it is tried again by itself' },
  429: {
    as: 'transient',
    code: 'rate-limited',
    hint: 'it is tried again by itself; lower `rate:` or `concurrency:` if it goes on',
  },
  501: {
    as: 'fatal',
    code: 'request-refused',
    hint: 'check the version of the other side: it does not know this call',
  },
};
const REFUSED: Reading = {
  as: 'fatal',
  code: 'request-refused',
  hint: 'check `url:` and the version of the other side',
};
const FAILING: Reading = { as: 'transient', code: 'system-failing', hint: 'it is tried again by itself' };

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;

/** The error for an answer that is no success; codes the connector knows go before the status. */
export function failureOf(call: FailedCall, known: Readonly<Record<string, Reading>>): AnyFerryError {
  const reading = readingOf(call, known);
  const said = call.said.code === undefined ? '' : ` (${call.said.code})`;
  const message = `${call.system} answered ${call.status}${said}`;
  const detail = { code: reading.code, hint: reading.hint, at: call.at };
  if (reading.as === 'stuck') return new StuckError(message, detail);
  if (reading.as === 'fatal') return new FatalError(message, detail);
  const wait = retryAfterOf(call.headers['retry-after'], Date.now());
  return new TransientError(message, { ...detail, ...(wait !== undefined && { retryAfter: wait }) });
}

/** The error for a call without a whole answer. `code` is the system's own (`ECONNRESET`); nothing else of the cause is kept. */
export function brokenCall(system: string, at: string, code: string): AnyFerryError {
  if (CERTIFICATE.test(code)) {
    const hint = 'install a certificate that is valid for this host, or start with NODE_EXTRA_CA_CERTS=FILE';
    return new StuckError(`${system} has no certificate we trust (${code})`, { code: 'certificate-refused', at, hint });
  }
  if (code === 'ADDRESS_REFUSED') {
    const refusal = { code: 'address-refused', at, hint: 'only public addresses are fetched from' };
    return new FatalError(`${system} leads into a network that is not public`, refusal);
  }
  const hint = 'check that the system runs and that `url:` is right; a run under way tries again by itself';
  return new TransientError(`${system} could not be reached or broke off (${code})`, { code: 'unreachable', at, hint });
}

/** Milliseconds from seconds or an HTTP date, between 0 and LONGEST_WAIT; undefined when it says nothing. */
export function retryAfterOf(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const wait = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_WAIT);
}

function readingOf(call: FailedCall, known: Readonly<Record<string, Reading>>): Reading {
  const own = call.said.code === undefined ? undefined : known[call.said.code];
  if (own !== undefined) return own;
  if (call.said.retryable === true) return FAILING;
  return BY_STATUS[call.status] ?? (call.status >= 500 ? FAILING : REFUSED);
}
