/** Maps HTTP answers to our errors, in one place. Messages name the system, the status and the other side's code: no token, no body. */
import type { IncomingHttpHeaders } from 'node:http';
import { type AnyFerryError, FatalError, StuckError, TransientError } from '../../errors.ts';

/** What is used of an answer's problem document (RFC 9457, problem details), where it could be read. */
export interface ProblemDetails {
  readonly code?: string;
  readonly retryable?: boolean;
}

/** Which of our errors a status, or a code of the other side, becomes. */
export interface FailureRule {
  readonly as: 'transient' | 'fatal' | 'stuck';
  /** Our code for it. */
  readonly code: string;
  readonly hint: string;
}

/** An answer that is no success, without its body. Of its headers only `retry-after` is used. */
export interface FailedCall {
  readonly system: string;
  /** Method and address without its query. */
  readonly at: string;
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly details: ProblemDetails;
}

/** The longest `retry-after` that is respected, in milliseconds; a longer one is cut to it. */
const LONGEST_WAIT = 15 * 60_000;

const BY_STATUS: Readonly<Record<number, FailureRule>> = {
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
const REFUSED: FailureRule = {
  as: 'fatal',
  code: 'request-refused',
  hint: 'check `url:` and the version of the other side',
};
const FAILING: FailureRule = { as: 'transient', code: 'system-failing', hint: 'it is tried again by itself' };

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/;

/** The error for an answer that is no success. A rule for the other side's code (`known`) goes before one for the status. */
export function failureOf(call: FailedCall, known: Readonly<Record<string, FailureRule>>): AnyFerryError {
  const rule = ruleFor(call, known);
  const theirs = call.details.code === undefined ? '' : ` (${call.details.code})`;
  const message = `${call.system} answered ${call.status}${theirs}`;
  const detail = { code: rule.code, hint: rule.hint, at: call.at };
  if (rule.as === 'stuck') return new StuckError(message, detail);
  if (rule.as === 'fatal') return new FatalError(message, detail);
  const wait = retryAfterOf(call.headers['retry-after'], Date.now());
  return new TransientError(message, { ...detail, ...(wait !== undefined && { retryAfter: wait }) });
}

/** The error for a call without a complete answer. `code` is the operating system's (`ECONNRESET`); nothing else of the cause is kept. */
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

function ruleFor(call: FailedCall, known: Readonly<Record<string, FailureRule>>): FailureRule {
  const own = call.details.code === undefined ? undefined : known[call.details.code];
  if (own !== undefined) return own;
  if (call.details.retryable === true) return FAILING;
  return BY_STATUS[call.status] ?? (call.status >= 500 ? FAILING : REFUSED);
}
