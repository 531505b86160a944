/** Errors by what to do next. A record's own trouble is an outcome (`Quarantined` in the model), never one of these. */

interface Detail {
  /** Stable and kebab-case; listed in docs/errors.md. */
  readonly code: string;
  /** The next thing to type or to change. */
  readonly hint?: string;
  /** Where: `ferry.yaml:14:9`, a URL, a landing address. Never record contents or secrets. */
  readonly at?: string;
  readonly cause?: unknown;
}

abstract class FerryError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly at: string | undefined;

  constructor(message: string, detail: Detail) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.code = detail.code;
    this.hint = detail.hint;
    this.at = detail.at;
  }
}

/** Signals that trying again may help: a dropped connection, a 503, a rate limit. */
export class TransientError extends FerryError {
  override readonly name = 'TransientError';
  /** Milliseconds the other side asked us to wait. */
  readonly retryAfter: number | undefined;

  constructor(message: string, detail: Detail & { readonly retryAfter?: number }) {
    super(message, detail);
    this.retryAfter = detail.retryAfter;
  }
}

/** Signals that this run can't go on: wrong configuration, a broken promise, a source that changed under us. */
export class FatalError extends FerryError {
  override readonly name = 'FatalError';
}

/** Signals that a person is needed; everything is kept, and the run goes on after they acted: a revoked token, a full disk. */
export class StuckError extends FerryError {
  override readonly name = 'StuckError';
}

/** Signals a mistake in what the user typed or configured. The CLI exits 2. */
export class UsageError extends FerryError {
  override readonly name = 'UsageError';
}

/** Every error that says what to do next. Mistakes of a mapping file are a `MappingError`, which is none of these. */
export type AnyFerryError = TransientError | FatalError | StuckError | UsageError;

/** False for `MappingError` and for errors of libraries and the runtime, whose messages may quote records. Pure. */
export function isFerryError(error: unknown): error is AnyFerryError {
  return error instanceof FerryError;
}
