/** Times of a wall clock, checked and shown: the parts that all forms of dates share. */
const EARLIEST = Date.UTC(100, 0, 1);
const LATEST = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Milliseconds of a wall clock for [year, month, day, hour, minute, second]; null when there is no such day or time. */
export function toWall(parts: readonly number[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (!(month >= 1 && month <= 12 && day >= 1 && hour <= 23 && minute <= 59 && second <= 59)) return null;
  if (!(year >= 100 && day <= daysIn(year, month))) return null;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** As targets take it; null for what lies before the year 100 or after 9999. Pure. */
export function showInstant(instant: number | null, fraction: string): string | null {
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

/** The fraction of a second for so many milliseconds; empty for none. Pure. */
export function shownMillis(millis: number): string {
  return millis === 0 ? '' : String(millis).padStart(3, '0');
}
