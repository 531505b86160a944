/** Times as the person who looks at them has them: in their zone, with UTC when they point at one. */
import type { JsonValue } from '../../model/json.ts';
import { type Content, html } from './html.ts';

/** The zone of the machine that the console runs on: what a person has who hasn't chosen one. */
export const OWN_ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** IANA zones that a person may choose from. */
export const ZONES: readonly string[] = [...new Set(['UTC', OWN_ZONE, ...Intl.supportedValuesOf('timeZone')])].sort();

/** The zone if it is one, else that of this machine. Pure. */
export function zoneOr(chosen: string | undefined): string {
  return chosen !== undefined && ZONES.includes(chosen) ? chosen : OWN_ZONE;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z$/;

/** `2026-03-12 08:15 +08:00` in a zone; a text that is no instant as it is. */
export function showTime(value: JsonValue | undefined, zone: string): Content {
  if (typeof value !== 'string') return null;
  const at = INSTANT.test(value) ? new Date(value) : undefined;
  if (at === undefined || Number.isNaN(at.getTime())) return html`<time datetime="${value}">${value}</time>`;
  const utc = `${value.slice(0, 10)} ${value.slice(11, 19).replace('Z', '')} UTC`;
  const { clock, offset } = clockIn(at, zone);
  return html`<time datetime="${value}" title="${utc}">${clock} <span class="offset">${offset}</span></time>`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function clockIn(at: Date, zone: string): { readonly clock: string; readonly offset: string } {
  const format = formats.get(zone) ?? formatOf(zone);
  formats.set(zone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const { year = '', month, day, hour, minute, timeZoneName = '' } = parts;
  const offset = timeZoneName.replace(/^GMT/, '');
  return {
    clock: `${year.padStart(4, '0')}-${month}-${day} ${hour}:${minute}`,
    offset: offset === '' || offset === '+00:00' ? 'UTC' : offset,
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const two = '2-digit';
  return new Intl.DateTimeFormat('en-u-ca-iso8601', {
    ...{ timeZone, timeZoneName: 'longOffset', hourCycle: 'h23' },
    ...{ year: 'numeric', month: two, day: two, hour: two, minute: two },
  });
}
