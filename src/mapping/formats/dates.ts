/** Dates as sources write them: ISO 8601, seconds since 1970, or a pattern. */
import { compileForm, type DateForm } from './date-form.ts';
import { showInstant, shownMillis, toWall } from './wall-clock.ts';
import { fixedOffset, type ToUtc } from './zone.ts';

/** Reads a text; null when it isn't such a date or there is no such day or time. */
export type ReadDate = (text: string) => string | null;

const ISO =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s?([Zz]|[+-]\d{2}(?::?\d{2})?)?)?$/;

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

/** Reads a pattern such as `DD-MM-YYYY HH:mm`; null when `compileForm` finds a mistake in it. */
export function compilePattern(pattern: string, shape: 'instant' | 'day', zone: ToUtc): ReadDate | null {
  const form = compileForm(pattern);
  return 'mistake' in form ? null : readForm(form, shape, zone);
}

/** Reads a compiled pattern: to a day, or to the instant that the wall clock shows in the zone. */
export function readForm(form: DateForm, shape: 'instant' | 'day', zone: ToUtc): ReadDate {
  return (text) => {
    const parts = form.parts(text);
    const wall = parts === null ? null : toWall(parts);
    if (parts === null || wall === null) return null;
    if (shape === 'day') return new Date(wall).toISOString().slice(0, 10);
    return showInstant(zone(wall), shownMillis(parts[6] ?? 0));
  };
}
