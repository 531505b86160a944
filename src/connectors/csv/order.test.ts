import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { declaredAge, foundAge, orderFinder, type Verdict } from './order.ts';

const two = (number: number) => String(number).padStart(2, '0');

/** A wall clock's time in whole seconds. */
interface Wall {
  readonly [part: string]: number;
  readonly y: number;
  readonly mo: number;
  readonly d: number;
  readonly h: number;
  readonly mi: number;
  readonly s: number;
}

/** How sources write one time. Each is read without being declared, as long as it is clear which number is the day. */
const FORMS: Readonly<Record<string, (at: Wall) => string>> = {
  'D/M/YYYY H:mm:ss': ({ y, mo, d, h, mi, s }) => `${d}/${mo}/${y} ${h}:${two(mi)}:${two(s)}`,
  'M/D/YYYY h:mm:ss AM': ({ y, mo, d, h, mi, s }) =>
    `${mo}/${d}/${y} ${h % 12 === 0 ? 12 : h % 12}:${two(mi)}:${two(s)} ${h < 12 ? 'AM' : 'PM'}`,
  'YYYY/M/D H:mm:ss': ({ y, mo, d, h, mi, s }) => `${y}/${mo}/${d} ${h}:${two(mi)}:${two(s)}`,
  YYYY年M月D日: ({ y, mo, d, h, mi, s }) => `${y}年${mo}月${d}日 ${h}:${two(mi)}:${two(s)}`,
  'D.M.YYYY': ({ y, mo, d, h, mi, s }) => `${two(d)}.${two(mo)}.${y} ${two(h)}:${two(mi)}:${two(s)}`,
  'D-MMM-YYYY': ({ y, mo, d, h, mi, s }) =>
    `${two(d)}-${['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'][mo - 1]}-${y} ${h}:${two(mi)}:${two(s)}`,
  'ISO without zone': ({ y, mo, d, h, mi, s }) => `${y}-${two(mo)}-${two(d)} ${two(h)}:${two(mi)}:${two(s)}`,
  'ISO in UTC': ({ y, mo, d, h, mi, s }) => `${y}-${two(mo)}-${two(d)}T${two(h)}:${two(mi)}:${two(s)}Z`,
  'ISO with an offset': ({ y, mo, d, h, mi, s }) => {
    const ahead = new Date(Date.UTC(y, mo - 1, d, h, mi, s) + 330 * 60_000).toISOString();
    return `${ahead.slice(0, 19)}+05:30`;
  },
  'epoch seconds': (at) => String(secondsOf(at)),
  'epoch milliseconds': (at) => String(secondsOf(at) * 1000),
};

function secondsOf({ y, mo, d, h, mi, s }: Wall): number {
  return Date.UTC(y, mo - 1, d, h, mi, s) / 1000;
}

const walls = fc
  .date({ min: new Date('1902-01-01'), max: new Date('2098-01-01'), noInvalidDate: true })
  .map((date) => ({
    y: date.getUTCFullYear(),
    mo: date.getUTCMonth() + 1,
    d: date.getUTCDate(),
    h: date.getUTCHours(),
    mi: date.getUTCMinutes(),
    s: date.getUTCSeconds(),
  }));
/** Shows which number is the day. */
const CLEAR: Wall = { y: 2016, mo: 2, d: 29, h: 1, mi: 23, s: 0 };

function verdictOf(cells: readonly string[], zone: string | null = null): Verdict {
  const finder = orderFinder(zone);
  cells.forEach((cell, at) => {
    finder.see(cell, at + 2);
  });
  return finder.verdict();
}

function sorted(cells: readonly string[]): readonly string[] {
  const verdict = verdictOf(cells);
  if (!('order' in verdict)) throw new RangeError(verdict.unclear.why);
  const read = foundAge(verdict.order, null);
  const ages = cells.map((cell) => ({ cell, age: read(cell) ?? 'none' }));
  return ages
    .sort((one, other) => Buffer.compare(Buffer.from(one.age), Buffer.from(other.age)))
    .map(({ cell }) => cell);
}

describe('ages that nobody declared', () => {
  test.each(Object.entries(FORMS))('written %s are ordered as the times are', (_name, write) => {
    fc.assert(
      fc.property(fc.array(walls, { maxLength: 12 }), (times) => {
        const all = [CLEAR, ...times];
        const expected = [...all].sort((one, other) => secondsOf(one) - secondsOf(other)).map(write);
        expect(sorted(all.map(write))).toEqual(expected);
      }),
    );
  });

  test('are ordered as numbers where all are numbers, negative and fractional ones too', () => {
    expect(sorted(['10.5', '9.5', '-1', '-2', '100', '0'])).toEqual(['-2', '-1', '0', '9.5', '10.5', '100']);
  });

  test.each([
    ['ambiguous', ['3/4/2016', '5/6/2016', '7/7/2016']],
    ['mixed', ['29/2/2016', '2/29/2016']],
    ['mixed', ['2016-02-29', '42429.5']],
    ['zones', ['2016-02-29T01:23:00Z', '2016-02-29T01:23:00']],
    ['unknown', ['2016-02-29', '2016-02-30']],
    ['unknown', ['29/2/2015']],
    ['unknown', ['13/13/2016']],
    ['unknown', ['2016-02-29 25:00']],
    ['unknown', ['2016-02-29 13:00 PM']],
    ['unknown', ['soon']],
    ['unknown', ['15/Agu/23 6:12 PM']],
    ['unknown', ['15/8/23']],
    ['unknown', ['1.2E+12']],
    ['unknown', ['1,000']],
  ])('are %s: %j', (why, cells) => {
    expect(verdictOf(cells)).toMatchObject({ unclear: { why } });
  });

  test('with the name of the month may have a year of two digits, as Jira and Oracle write them', () => {
    const read = foundAge('day-first', null);
    expect(verdictOf(['15/Aug/23 6:12 PM', '16/Aug/23 8:00 AM'])).toEqual({ order: 'day-first', shownBy: null });
    expect([read('15/Aug/23 6:12 PM'), read('31-DEC-99'), read('01-JAN-00')]).toEqual([
      't2023-08-15T18:12:00.000000000Z',
      't1999-12-31T00:00:00.000000000Z',
      't2000-01-01T00:00:00.000000000Z',
    ]);
  });

  test('say which cell shows what the others mean', () => {
    expect(verdictOf(['3/4/2016', '29/2/2016 01:23'])).toEqual({ order: 'day-first', shownBy: '29/2/2016 01:23' });
    expect(verdictOf(['3/4/2016', '2/29/2016'])).toEqual({ order: 'month-first', shownBy: '2/29/2016' });
    // The same number twice is one day either way.
    expect(verdictOf(['3/3/2016', '4/4/2016'])).toEqual({ order: 'day-first', shownBy: null });
  });

  test('of a column with and without zones are clear once the zone is declared', () => {
    const cells = ['2016-02-29T01:23:00Z', '2016-02-29T01:23:00'];
    expect(verdictOf(cells, 'Asia/Shanghai')).toMatchObject({ order: 'day-first' });
    const read = foundAge('day-first', 'Asia/Shanghai');
    expect(cells.map(read)).toEqual(['t2016-02-29T01:23:00.000000000Z', 't2016-02-28T17:23:00.000000000Z']);
  });
});

describe('ages that are declared', () => {
  test.each([
    ['DD/MM/YYYY', '03/04/2016', 't2016-04-03T00:00:00.000000000Z'],
    ['iso', '2016-04-03T01:02:03.5+02:00', 't2016-04-02T23:02:03.500000000Z'],
    ['epoch', '1459641600', 't2016-04-03T00:00:00.000000000Z'],
    ['epoch-ms', '1459641600001', 't2016-04-03T00:00:00.001000000Z'],
    ['number', '-3.50', `n-${'9'.repeat(29)}6.4~`],
    ['DD/MM/YYYY', '2016-04-03', null],
  ])('as %s read %s', (format, cell, version) => {
    expect(declaredAge({ format, zone: null })?.(cell)).toBe(version);
  });

  test('in a form or zone that there is none of are none', () => {
    expect(declaredAge({ format: 'tomorrow', zone: null })).toBeNull();
    expect(declaredAge({ format: 'iso', zone: 'Mars/Olympus' })).toBeNull();
  });
});
