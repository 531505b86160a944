/** How the report writes figures: thin grouping, shares that never round to all or nothing, sizes, times. */
import type { Forecast } from '../model/plan-facts/lanes.ts';
import { type Content, escaped, type Html, html } from './html.ts';

/** 1 234 567, with narrow spaces that don't break. */
export function number(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202F');
}

/** `3 records`, `1 record`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)}\u00A0${count === 1 ? one : many}`;
}

/** `12 %`; what isn't nothing is never `0 %`, what isn't all never `100 %`. */
export function share(part: number, whole: number): string {
  if (whole <= 0 || part <= 0) return '0\u202F%';
  if (part >= whole) return '100\u202F%';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return '<\u202F0.1\u202F%';
  if (percent > 99.9) return '>\u202F99.9\u202F%';
  return `${percent < 10 || percent > 99 ? percent.toFixed(1) : Math.round(percent)}\u202F%`;
}

/** `812 B`, `4.1 kB`, `2.3 MB`, `7 GB`. */
export function size(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** step;
  return `${step > 0 && value < 10 ? value.toFixed(1) : number(Math.round(value))}\u202F${units[step]}`;
}

/** `under a second`, `48 s`, `3 min 20 s`, `2 h 5 min`. */
export function duration(seconds: number): string {
  if (seconds < 1) return 'under a second';
  const whole = Math.round(seconds);
  if (whole < 100) return `${whole}\u202Fs`;
  if (whole < 3600) return `${Math.floor(whole / 60)}\u202Fmin ${whole % 60}\u202Fs`;
  return `${Math.floor(whole / 3600)}\u202Fh ${Math.floor((whole % 3600) / 60)}\u202Fmin`;
}

/** `52 s (33 s to 78 s)`; the range is left out where it says nothing more. */
export function forecast({ seconds, low, high }: Forecast): string {
  const [at, from, to] = [duration(seconds), duration(low), duration(high)];
  return from === to ? at : `${at} (${from} to ${to})`;
}

/** `2024-03-01 09:30 UTC` for an ISO time in UTC; anything else is shown as the text it is. */
export function time(iso: string): Html {
  const parts = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?Z$/.exec(iso);
  return parts === null ? escaped(iso, 40) : html`<time datetime="${iso}">${parts[1]} ${parts[2]} UTC</time>`;
}

/** The day alone: `2024-03-01`; a dash when there is none. */
export function day(iso: string | null): Content {
  if (iso === null) return '–';
  return /^\d{4}-\d\d-\d\d/.test(iso) ? iso.slice(0, 10) : escaped(iso, 40);
}
