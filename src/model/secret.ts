/** A value that may be used but never shown: tokens and passwords travel as this, so that no log or error can print them. */

const SHOWN = '[secret]';

/** Prints `[secret]` wherever it is turned into text, JSON or an inspection. */
export interface Secret {
  /** The value itself, for the one line that sends it. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

/** Wraps a value. Equal values give distinct secrets: nothing about the value can be learned without `reveal`. */
export function secret(value: string): Secret {
  const shown = () => SHOWN;
  return Object.freeze({
    reveal: () => value,
    toString: shown,
    toJSON: shown,
    [Symbol.for('nodejs.util.inspect.custom')]: shown,
  });
}
