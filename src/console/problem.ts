/** The console's refusals: RFC 9457 problems with a stable code, and whether trying again may help. */

/** One thing that is wrong with one field. */
export interface FieldError {
  /** JSON pointer into the body (of an item: into the item). */
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** The body of an `application/problem+json` answer, and part of an item's result. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly retryable: boolean;
  readonly errors?: readonly FieldError[];
}

interface Kind {
  readonly status: number;
  readonly title: string;
  readonly retryable?: true;
}

/** Every code the console answers with; docs/console-api.md explains them. */
const KINDS = {
  'bad-request': { status: 400, title: 'The request can not be read' },
  contract: { status: 400, title: 'The request breaks the contract' },
  'idempotency-key-missing': { status: 400, title: 'Idempotency-Key is required' },
  'digest-mismatch': { status: 400, title: 'The content does not have the digest announced' },
  unauthorised: { status: 401, title: 'A bearer token is required' },
  forbidden: { status: 403, title: 'This token may not do that' },
  'host-refused': { status: 403, title: 'This console is not reached under that name or from that origin' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'method-not-allowed': { status: 405, title: 'This resource does not take that method' },
  'in-flight': { status: 409, title: 'The first call under this Idempotency-Key is still running', retryable: true },
  'run-closed': { status: 409, title: 'The run is closed; nothing more is written for it' },
  tombstoned: { status: 410, title: 'The record was deleted' },
  'etag-mismatch': { status: 412, title: 'The record was changed in the meantime' },
  'too-large': { status: 413, title: 'The body is too large' },
  'media-type': { status: 415, title: 'This media type is not understood here' },
  'idempotency-key-reused': { status: 422, title: 'This Idempotency-Key was used with another request' },
  frozen: { status: 423, title: 'The console is frozen' },
  'precondition-required': { status: 428, title: 'If-Match is required' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'The console failed' },
  busy: { status: 503, title: 'The console is busy', retryable: true },
  'database-unavailable': { status: 503, title: 'The database can not be reached', retryable: true },
  // Of single items:
  'target-changed': { status: 412, title: 'Somebody else changed the record' },
  'record-missing': { status: 404, title: 'The record does not exist' },
  'record-exists': { status: 409, title: 'The record exists already' },
  'reference-missing': { status: 422, title: 'A record referred to does not exist' },
  'child-foreign': { status: 422, title: 'A child belongs to another system' },
  'child-duplicate': { status: 422, title: 'Two children have the same key' },
  'external-id': { status: 422, title: 'The external id is not source:entity:id' },
  'text-nul': { status: 422, title: 'A text contains NUL' },
  'text-surrogate': { status: 422, title: 'A text contains a lone surrogate' },
  'number-unsafe': { status: 422, title: 'A number can not be held exactly' },
} as const satisfies Readonly<Record<string, Kind>>;

/** Stable: clients decide by these. */
export type ProblemCode = keyof typeof KINDS;

/** Thrown to answer the whole request with a problem. */
export class ApiProblem extends Error {
  readonly document: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ProblemCode, more: ProblemDetail = {}) {
    super(more.detail ?? KINDS[code].title);
    this.document = problem(code, more);
    this.headers = more.headers ?? {};
  }
}

interface ProblemDetail {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** The document for a code. `detail` and `errors` never contain record contents. */
export function problem(code: ProblemCode, more: ProblemDetail = {}): ProblemDocument {
  const kind: Kind = KINDS[code];
  return {
    type: `/problems/${code}`,
    title: kind.title,
    status: kind.status,
    code,
    ...(more.detail === undefined ? {} : { detail: more.detail }),
    retryable: kind.retryable ?? false,
    ...(more.errors === undefined ? {} : { errors: more.errors }),
  };
}

/** Whether a field error's code has a problem of its own; all others are `contract`. */
export function problemCode(code: string): ProblemCode {
  return isProblemCode(code) ? code : 'contract';
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(KINDS, code);
}
