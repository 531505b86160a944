import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileForm } from './date-form.ts';
import { compilePattern } from './dates.ts';

const utc = (wall: number) => wall;

function read(pattern: string, text: string): string | null {
  const reads = compilePattern(pattern, 'instant', utc);
  if (reads === null) throw new Error(`${pattern} is no pattern`);
  return reads(text);
}

test.each<[string, string, string | null]>([
  ['YYYY-MM-DD hh:mm aa', '2025-06-27 03:58 AM', '2025-06-27T03:58:00Z'],
  ['YYYY-MM-DD hh:mm aa', '2025-06-27 12:48 PM', '2025-06-27T12:48:00Z'],
  ['YYYY-MM-DD hh:mm a', '2025-06-27 12:10 AM', '2025-06-27T00:10:00Z'],
  ['YYYY-MM-DD hh:mm A', '2025-06-27 09:15 p.m.', '2025-06-27T21:15:00Z'],
  ['YYYY-M-D h:mm a', '2025-6-7 9:05 am', '2025-06-07T09:05:00Z'],
  ['YYYY年M月D日 ah:mm', '2025年6月7日 下午9:05', '2025-06-07T21:05:00Z'],
  ['YYYY年MM月DD日 a hh时mm分', '2025年06月07日 上午 12时05分', '2025-06-07T00:05:00Z'],
  ['YYYY/M/D H:m:s', '2024/3/1 9:7:5', '2024-03-01T09:07:05Z'],
  ['YYYY/M/D H:mm', '2024/12/31 23:59', '2024-12-31T23:59:00Z'],
  ['D.M.YYYY', '1.12.2024', '2024-12-01T00:00:00Z'],
  ['YYYYMMDDHHmmss.SSS', '20240301000000.250', '2024-03-01T00:00:00.25Z'],
  ["YYYY-MM-DD 'at' HH:mm", '2024-03-01 at 10:00', '2024-03-01T10:00:00Z'],
  ['YYYY-MM-DDTHH:mm:ss', '2024-03-01T10:00:00', '2024-03-01T10:00:00Z'],
  ['YYYY-MM-DD hh:mm a', '2025-06-27 13:10 AM', null],
  ['YYYY-MM-DD hh:mm a', '2025-06-27 00:10 AM', null],
  ['YYYY-MM-DD HH:mm', '2025-6-7 9:05', '2025-06-07T09:05:00Z'],
  ['YYYY-MM-DD HH:mm', '2025-6-7 9:5', null],
  ['YYYYMMDD', '2025607', null],
  ['YYYY-MM-DD hh:mm aa', '2025-6-7 9:05 am', '2025-06-07T09:05:00Z'],
  ['YYYY/M/D', '2025/6/31', null],
  ['YYYY/M/D', '2025/006/3', null],
  ['YYYY.M.D', '2025x6x3', null],
])('%s reads %s as %s', (pattern, text, expected) => {
  expect(read(pattern, text)).toBe(expected);
});

test.each<[string, string, string]>([
  ['YYYY-MM-DDTHH:mm:ssZ', 'has Z, which means nothing', 'date: iso reads offsets'],
  ['YYYY-MM-DD HH:mm ZZ', 'has ZZ', 'date: iso'],
  ['YY-MM-DD', 'has YY', 'YYYY'],
  ['DD MMM YYYY', 'has MMM', 'MM'],
  ['YYYY-MM-DD HH:mm:ss.S', 'has S', 'SSS'],
  ['ddd, DD.MM.YYYY', 'has ddd', 'in quotes'],
  ['yyyy-MM-dd', 'has yyyy', 'YYYY'],
  ['YYYY-MM-DD um HH:mm', 'has u', "'at'"],
  ['YYYY-MM-DD hh:mm', 'half a twelve-hour clock', 'needs a'],
  ['YYYY-MM-DD HH:mm a', 'two kinds of clock', 'hh or h with a'],
  ['YYYY-MM-DD a', 'half a twelve-hour clock', 'needs hh or h'],
  ['YYYYMD', 'YYYY and M with nothing between', ''],
  ['MM-YYYY', 'is no date form', 'DD-MM-YYYY'],
  ['YYYY-MM-DD MM', 'one part twice', ''],
])('%s is refused: it %s', (pattern, mistake, hint) => {
  const form = compileForm(pattern);
  expect('mistake' in form ? form.mistake : '').toContain(mistake);
  expect('mistake' in form ? form.hint : '').toContain(hint);
});

test('every minute of a day is read alike on both clocks, with and without leading zeros', () => {
  const two = (number: number) => String(number).padStart(2, '0');
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (hour, minute) => {
      const twelve = hour % 12 === 0 ? 12 : hour % 12;
      const half = hour < 12 ? 'AM' : 'PM';
      const expected = `2024-03-01T${two(hour)}:${two(minute)}:00Z`;
      expect(read('YYYY-M-D H:m', `2024-3-1 ${hour}:${minute}`)).toBe(expected);
      expect(read('YYYY-MM-DD hh:mm a', `2024-03-01 ${two(twelve)}:${two(minute)} ${half}`)).toBe(expected);
      expect(read('YYYY-M-D h:m a', `2024-3-1 ${twelve}:${minute} ${half.toLowerCase()}`)).toBe(expected);
    }),
  );
});
