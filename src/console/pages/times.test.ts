/** Times in the zone of the person who looks: the same instant, told otherwise. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderedText } from '../../../test/support/rendered-text.ts';
import { OWN_ZONE, showTime, ZONES, zoneOr } from './times.ts';

test.each([
  ['2026-03-12T00:15:30Z', 'Asia/Shanghai', '2026-03-12 08:15 +08:00', '2026-03-12 00:15:30 UTC'],
  ['2026-03-12T23:15:00.123Z', 'Asia/Kolkata', '2026-03-13 04:45 +05:30', '2026-03-12 23:15:00 UTC'],
  ['2026-03-12T00:15Z', 'America/St_Johns', '2026-03-11 21:45 -02:30', '2026-03-12 00:15 UTC'],
  ['2026-10-25T00:30:00Z', 'Europe/Berlin', '2026-10-25 02:30 +02:00', '2026-10-25 00:30:00 UTC'],
  ['2026-10-25T01:30:00Z', 'Europe/Berlin', '2026-10-25 02:30 +01:00', '2026-10-25 01:30:00 UTC'],
  ['2026-01-01T00:00:00Z', 'UTC', '2026-01-01 00:00 UTC', '2026-01-01 00:00:00 UTC'],
])('%s in %s is %s, and UTC is told beside it', (instant, zone, shown, utc) => {
  const content = showTime(instant, zone);
  expect(renderedText(content)).toBe(shown);
  expect(JSON.stringify(content)).toContain(`title=\\"${utc}\\"`);
});

test('any instant can be read back from what is shown, in any zone', () => {
  const from = Date.UTC(1970, 0, 1);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000_000 }), fc.constantFrom(...ZONES), (hours, zone) => {
      const instant = new Date(from + hours * 1_800_000).toISOString();
      const [, day, clock, offset = ''] = /^(\S+) (\S+) (\S+)$/.exec(renderedText(showTime(instant, zone))) ?? [];
      expect(new Date(`${day}T${clock}:00${offset === 'UTC' ? 'Z' : offset}`).toISOString()).toBe(instant);
    }),
  );
});

test('what is no instant is shown as it is', () => {
  for (const text of ['2026-13-45T99:99:99Z', 'yesterday', '<b>', '2026-03-12']) {
    expect(renderedText(showTime(text, 'UTC'))).toBe(text.replaceAll('<', '&lt;').replaceAll('>', '&gt;'));
  }
});

test('a zone that is none becomes the machine’s own', () => {
  expect(zoneOr('Asia/Tokyo')).toBe('Asia/Tokyo');
  for (const zone of [undefined, '', 'Mars/Olympus', '"><script>']) expect(zoneOr(zone)).toBe(OWN_ZONE);
});
