import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { instantVersion, isRecordVersion, numberVersion } from './record-version.ts';

/** Hundred-billionths as a decimal text, so that the expected order is one of integers. */
const PLACES = 11;
const decimal = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n });

function textOf(scaled: bigint): string {
  const digits = (scaled < 0n ? -scaled : scaled).toString().padStart(PLACES + 1, '0');
  return `${scaled < 0n ? '-' : ''}${digits.slice(0, -PLACES)}.${digits.slice(-PLACES)}`;
}

function order(one: string | null, other: string | null): number {
  return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
}

describe('the version of a number', () => {
  test('orders byte by byte as the numbers do, negative and fractional ones too', () => {
    fc.assert(
      fc.property(decimal, fc.oneof(decimal, fc.bigInt({ min: -50n, max: 50n })), (one, step) => {
        const other = step > -100n && step < 100n ? one + step : step;
        const expected = one < other ? -1 : Number(one > other);
        expect(order(numberVersion(textOf(one)), numberVersion(textOf(other)))).toBe(expected);
      }),
    );
  });

  test('is one for all ways to write the number', () => {
    for (const [one, ...others] of [
      ['7', '007', '7.0', '+7', '7.'],
      ['0', '-0', '0.000', '-0.0'],
      ['-1.5', '-01.50'],
    ]) {
      for (const other of others) expect(numberVersion(other), other).toBe(numberVersion(one ?? ''));
    }
  });

  test('is none for what is no plain number, or too long a one', () => {
    for (const text of ['', '-', '.5', '1e3', '1.23E+12', '1,000', ' 1', '1 ', '0x1', 'NaN', '１', '1.2.3']) {
      expect(numberVersion(text), text).toBeNull();
    }
    expect(numberVersion('9'.repeat(30))).not.toBeNull();
    expect(numberVersion('1'.repeat(31))).toBeNull();
  });
});

describe('the version of an instant', () => {
  test('orders byte by byte as instants do, to the nanosecond', () => {
    const instant = fc.tuple(
      fc.date({ min: new Date('0100-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
      fc.stringMatching(/^\d{0,9}$/),
    );
    fc.assert(
      fc.property(instant, instant, fc.boolean(), (one, other, near) => {
        const [a, b] = [one, near ? ([one[0], other[1]] as const) : other].map(([date, fraction]) => {
          const seconds = date.toISOString().slice(0, 19);
          return {
            text: fraction === '' ? `${seconds}Z` : `${seconds}.${fraction}Z`,
            age: BigInt(Date.parse(`${seconds}Z`)) * 10n ** 6n + BigInt(fraction.padEnd(9, '0')),
          };
        });
        if (a === undefined || b === undefined) throw new RangeError('two are made');
        const expected = a.age < b.age ? -1 : Number(a.age > b.age);
        expect(order(instantVersion(a.text), instantVersion(b.text))).toBe(expected);
      }),
    );
  });

  test('is none for another form, or without a zone', () => {
    for (const text of ['2016-02-29', '2016-02-29T01:23:00', '2016-02-29T01:23:00+01:00', '2016-02-29 01:23:00Z', '']) {
      expect(instantVersion(text), text).toBeNull();
    }
  });
});

test('a version is known by its form, and what was stored before has none', () => {
  for (const text of [
    numberVersion('7'),
    numberVersion('-7.5'),
    numberVersion('0.25'),
    instantVersion('2016-02-29T01:23:00Z'),
  ]) {
    expect(isRecordVersion(String(text)), String(text)).toBe(true);
  }
  for (const text of ['00000000000000000007', '000000000012', '2026-01-01', '2026-01-01T00:00:00Z', 'n7', '']) {
    expect(isRecordVersion(text), text).toBe(false);
  }
});
