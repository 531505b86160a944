/** How sources write ages: what one cell can be read as, before it is known how the whole column is meant. Pure. */
import { numberVersion } from '../../model/record-version.ts';

/** A date and time as written, its parts put into ISO 8601; `offset` is as ISO writes it, or empty. */
export interface WrittenTime {
  readonly kind: 'time';
  /** Which of the first two numbers can be the day; `year`: the date is the same either way (it begins with the year, say). */
  readonly order: 'year' | 'day' | 'month' | 'either' | 'neither';
  /** ISO text with the first number as the month (`month`) or as the day (`day`); the same for `year`. */
  readonly as: { readonly day: string; readonly month: string };
  readonly zoned: boolean;
}

/** What a cell can be. */
export type Written = { readonly kind: 'number' } | WrittenTime | { readonly kind: 'unknown' };

const TIME = String.raw`(?:(AM|PM|[ap]\.m\.|上午|下午)\s?)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?(AM|PM|[ap]\.m\.|上午|下午)?`;
const ZONE = String.raw`\s?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)`;
const REST = String.raw`(?:(?:[Tt]|\s{0,3}|,\s)${TIME}(?:${ZONE})?)?`;
const YEAR_FIRST = new RegExp(
  String.raw`^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日)${REST}$`,
  'i',
);
const YEAR_LAST = new RegExp(String.raw`^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})${REST}$`, 'i');
const NAMED = new RegExp(String.raw`^(\d{1,2})([-/ ])([A-Z][a-z]{2})\2(\d{4}|\d{2})${REST}$`, 'i');
/** Two digits of a year from here on are the last century's, as POSIX has it. */
const PIVOT = 69;
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads a cell that isn't empty. Whether there is such a day is found out by who reads the ISO text. */
export function writtenAs(cell: string): Written {
  const text = cell.trim();
  if (numberVersion(text) !== null) return { kind: 'number' };
  return yearFirst(text) ?? yearLast(text) ?? named(text) ?? { kind: 'unknown' };
}

function yearFirst(text: string): Written | undefined {
  const found = YEAR_FIRST.exec(text);
  if (found === null) return undefined;
  const [, year = '', , month = found[5] ?? '', day = found[6] ?? ''] = found;
  return timeOf(found.slice(7), { order: 'year', day: [year, month, day], month: [year, month, day] });
}

function yearLast(text: string): Written | undefined {
  const found = YEAR_LAST.exec(text);
  if (found === null) return undefined;
  const [, first = '', , second = '', year = ''] = found;
  const [day, month] = [[year, second, first] as const, [year, first, second] as const];
  return timeOf(found.slice(5), { order: orderOf(Number(first), Number(second)), day, month });
}

function named(text: string): Written | undefined {
  const found = NAMED.exec(text);
  if (found === null) return undefined;
  const [, day = '', , name = '', written = ''] = found;
  const year = written.length === 2 ? `${Number(written) < PIVOT ? 20 : 19}${written}` : written;
  const month = MONTHS.indexOf(name.toLowerCase()) + 1;
  const parts = [year, String(month), day] as const;
  return month === 0 ? undefined : timeOf(found.slice(5), { order: 'year', day: parts, month: parts });
}

function orderOf(first: number, second: number): WrittenTime['order'] {
  if (first > 12) return second > 12 ? 'neither' : 'day';
  if (second > 12) return 'month';
  // The same number twice is the same date either way.
  return first === second ? 'year' : 'either';
}

type Parts = readonly [year: string, month: string, day: string];

function timeOf(
  rest: readonly (string | undefined)[],
  date: { readonly order: WrittenTime['order']; readonly day: Parts; readonly month: Parts },
): Written {
  const [before, hour, minute = '00', second = '00', fraction, after, zone = ''] = rest;
  const hours = hour === undefined ? '00' : hoursOf(hour, before ?? after);
  if (hours === null || (before !== undefined && after !== undefined)) return { kind: 'unknown' };
  const time = `T${hours}:${minute}:${second}${fraction === undefined ? '' : `.${fraction}`}${offsetOf(zone)}`;
  const iso = (parts: Parts) => `${parts.map((part) => part.padStart(2, '0')).join('-')}${time}`;
  return { kind: 'time', order: date.order, as: { day: iso(date.day), month: iso(date.month) }, zoned: zone !== '' };
}

/** Of a twelve-hour clock where it says which half of the day; null for an hour that such a clock doesn't show. */
function hoursOf(hour: string, half: string | undefined): string | null {
  if (half === undefined) return hour.padStart(2, '0');
  const shown = Number(hour);
  if (shown < 1 || shown > 12) return null;
  const later = /^(?:p|下)/i.test(half) ? 12 : 0;
  return String((shown % 12) + later).padStart(2, '0');
}

function offsetOf(zone: string): string {
  return /^(?:UTC|GMT)$/i.test(zone) ? 'Z' : zone.toUpperCase();
}
