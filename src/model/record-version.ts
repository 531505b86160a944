/**
 * The form of a record version: text whose order byte by byte is the order of age. Ledger and targets compare versions so, and
 * know nothing of numbers or times; every connector makes them here. All of it is ASCII, so code units compare as bytes do.
 *
 * | is | form | example |
 * |---|---|---|
 * | a number from 0 on | `n`, 30 digits, the fraction without trailing zeros | 7.5: `n000000000000000000000000000007.5` |
 * | a negative number | `n-`, each digit as 9 minus itself, `~` | -7.5: `n-999999999999999999999999999992.4~` |
 * | an instant | `t`, UTC, nine digits of a second | `t2016-02-29T01:23:00.000000000Z` |
 *
 * The letter keeps numbers and instants apart: of one record any instant is newer than any number.
 */

/** Whole digits of a number; one with more has no form. */
const WIDTH = 30;
/** Digits of a second's fraction. */
const FRACTION = 9;

const NUMBER = /^([+-]?)0*(\d+)(?:\.(\d*?)0*)?$/;
const INSTANT = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?Z$/;
const FORM = new RegExp(
  String.raw`^(?:n\d{${WIDTH}}(?:\.\d+)?|n-\d{${WIDTH}}(?:\.\d+)?~|t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{${FRACTION}}Z)$`,
);

/**
 * The version of a decimal number, of any number of fractional digits: `7`, `-2`, `+1.50`. Numbers that are equal have one
 * version (`7` and `007.0`). Null for what is no such number (`1e3`, `1,000`, blanks) and for more than 30 whole digits. Pure.
 */
export function numberVersion(text: string): string | null {
  const found = NUMBER.exec(text);
  if (found === null) return null;
  const [, sign, whole = '', fraction = ''] = found;
  if (whole.length > WIDTH) return null;
  const digits = `${whole.padStart(WIDTH, '0')}${fraction === '' ? '' : `.${fraction}`}`;
  const negative = sign === '-' && /[1-9]/.test(digits);
  return negative ? `n-${digits.replace(/\d/g, (digit) => String(9 - Number(digit)))}~` : `n${digits}`;
}

/**
 * The version of an instant in UTC, as date readers give it: `2016-02-29T01:23:00Z`, with up to nine digits of a second's
 * fraction. Null for any other form. Pure.
 */
export function instantVersion(instant: string): string | null {
  const [, seconds, fraction = ''] = INSTANT.exec(instant) ?? [];
  return seconds === undefined ? null : `t${seconds}.${fraction.padEnd(FRACTION, '0')}Z`;
}

/** Whether a text has the form above. False for versions that were stored before there was one. Pure. */
export function isRecordVersion(text: string): boolean {
  return FORM.test(text);
}

/**
 * The form above for a version kept before there was one: numbers padded to any width, instants in UTC. A version in the form
 * stays as it is. Null for any other text: its place in the order isn't known, so the record has no version. Pure.
 */
export function rebaseVersion(text: string): string | null {
  return isRecordVersion(text) ? text : (numberVersion(text) ?? instantVersion(text));
}
