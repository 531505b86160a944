/** Dates as sources write them: ISO 8601, seconds since 1970, or a pattern of fixed positions compiled to slices. */
import { fixedOffset, type ToUtc } from './zone.ts';

/** Reads a text; null when it isn't such a date or there is no such day or time. */
export type ReadDate = (text: string) => string | null;

const TOKENS = ['YYYY', 'MM', 'DD', 'HH', 'mm', 'ss', 'SSS'] as const;
const TOKEN = /YYYY|MM|DD|HH|mm|SSS|ss/g;
const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;
const EARLIEST = Date.UTC(100, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** ISO 8601 with or without offset (then `zone`), as an instant. Fractions of a second are kept to the digit. */
export function isoInstant(zone: ToUtc): ReadDate {
  return (text) => {
    const found = ISO.exec(text);
    if (found === null) return null;
    const [, year, month, day, hour = 0, minute = 0, second = 0, fraction = '', offset] = found;
    const wall = toWall([year, month, day, hour, minute, second].map(Number));
    if (wall === null) return null;
    const minutes = offset === undefined ? null : fixedOffset(offset);
    if (offset !== undefined && minutes === null) return null;
    return showInstant(minutes === null ? zone(wall) : wall - minutes * 60_000, fraction);
  };
}

/** The calendar day as written in an ISO date or date-time. */
export const isoDay: ReadDate = (text) => {
  const found = ISO.exec(text);
  if (found === null) return null;
  const [, year, month, day, hour = 0, minute = 0, second = 0] = found;
  return toWall([year, month, day, hour, minute, second].map(Number)) === null ? null : text.slice(0, 10);
};

/** A count of seconds or milliseconds since 1970. */
export function epochInstant(unit: 'epoch' | 'epoch-ms'): ReadDate {
  return (text) => {
    if (!/^-?\d{1,16}(\.\d{1,9})?$/.test(text)) return null;
    const instant = Math.round(Number(text) * (unit === 'epoch' ? 1000 : 1));
    const within = ((instant % 1000) + 1000) % 1000;
    return showInstant(instant - within, shownMillis(within));
  };
}

/** Reads a pattern such as `DD-MM-YYYY HH:mm`; null when it names no whole day. */
export function compilePattern(pattern: string, shape: 'instant' | 'day', zone: ToUtc): ReadDate | null {
  const tokens = tokensOf(pattern);
  const complete = ['YYYY', 'MM', 'DD'].every((token) => tokens.filter((each) => each.token === token).length === 1);
  if (!complete || new Set(tokens.map((each) => each.token)).size !== tokens.length) return null;
  const literals = literalsOf(pattern, tokens);
  const slices = TOKENS.map((token) => tokens.find((each) => each.token === token) ?? { token: '', at: 0 });
  const isForm = (text: string) =>
    text.length === pattern.length && literals.every(([at, char]) => text.charCodeAt(at) === char);
  return (text) => {
    if (!isForm(text)) return null;
    const parts = slices.map((slice) => digitsAt(text, slice));
    const wall = toWall(parts);
    if (wall === null) return null;
    if (shape === 'day') return new Date(wall).toISOString().slice(0, 10);
    const millis = parts[6] ?? 0;
    return Number.isNaN(millis) ? null : showInstant(zone(wall), shownMillis(millis));
  };
}

/** A token of a pattern, and where it begins. */
interface Part {
  readonly token: string;
  readonly at: number;
}

function tokensOf(pattern: string): readonly Part[] {
  return [...pattern.matchAll(TOKEN)].map((found) => ({ token: found[0], at: found.index }));
}

function literalsOf(pattern: string, tokens: readonly Part[]): readonly (readonly [number, number])[] {
  const taken = new Set(tokens.flatMap(({ token, at }) => Array.from(token, (_, offset) => at + offset)));
  return Array.from({ length: pattern.length }, (_, at) => at)
    .filter((at) => !taken.has(at))
    .map((at) => [at, pattern.charCodeAt(at)] as const);
}

/** The number where a token stands, 0 when the pattern has none, NaN when there are other characters than digits. */
function digitsAt(text: string, { token, at: start }: Part): number {
  let value = 0;
  for (let at = start; at < start + token.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Milliseconds of a wall clock for [year, month, day, hour, minute, second]; null when there is no such day or time. */
function toWall(parts: readonly number[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (!(month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return null;
  if (!(year >= 100 && day <= daysIn(year, month))) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function showInstant(instant: number | null, fraction: string): string | null {
  if (instant === null || !(instant >= EARLIEST && instant <= LATEST)) return null;
  const seconds = `${showDay(instant)}T${showTime(instant)}`;
  const digits = fraction === '' ? '' : fraction.replace(/0+$/, '');
  return digits === '' ? `${seconds}Z` : `${seconds}.${digits}Z`;
}

const DAY = 86_400_000;
const KEPT_DAYS = 40_000;
const shownDays = new Map<number, string>();

/** The day of an instant. Records share their days, so that each is worked out once. */
function showDay(instant: number): string {
  const day = Math.floor(instant / DAY);
  let shown = shownDays.get(day);
  if (shown === undefined) {
    shown = new Date(instant).toISOString().slice(0, 10);
    if (shownDays.size >= KEPT_DAYS) shownDays.clear();
    shownDays.set(day, shown);
  }
  return shown;
}

const PAIRS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));

function showTime(instant: number): string {
  const second = Math.floor(instant / 1000) - Math.floor(instant / DAY) * 86_400;
  return `${PAIRS[Math.floor(second / 3600)]}:${PAIRS[Math.floor(second / 60) % 60]}:${PAIRS[second % 60]}`;
}

function shownMillis(millis: number): string {
  return millis === 0 ? '' : String(millis).padStart(3, '0');
}
