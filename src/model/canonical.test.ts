import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { canonicalJson, fingerprint } from './canonical.ts';
import type { JsonValue } from './json.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('the example of RFC 8785, section 3.2.2 comes out as the standard prints it', () => {
  const value: JsonValue = {
    numbers: [JSON.parse('333333333.33333329'), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
    string: '\u20ac$\u000F\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  };
  expect(canonicalJson(value)).toBe(
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
});

test('keys are sorted by UTF-16 code units, as section 3.2.3 asks', () => {
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\ud83d\ude00', '\u0080', '\u00f6'];
  const value = Object.fromEntries(keys.map((key, index) => [key, index]));
  const order = [...canonicalJson(value).matchAll(/:(\d)/g)].map(([, index]) => keys[Number(index)]);
  expect(order).toEqual(['\r', '1', '\u0080', '\u00f6', '\u20ac', '\ud83d\ude00', '\ufb33']);
});

test('equal values have one fingerprint whatever the order of their keys', () => {
  expect(fingerprint({ a: 1, b: { c: [2], d: 'x' } }, sha256)).toBe(
    fingerprint({ b: { d: 'x', c: [2] }, a: 1 }, sha256),
  );
  expect(fingerprint({ a: 1 }, sha256)).not.toBe(fingerprint({ a: '1' }, sha256));
});

test('what JSON cannot carry is refused instead of being turned into something else', () => {
  expect(() => canonicalJson(Number.NaN)).toThrow(TypeError);
  expect(() => canonicalJson('\ud800')).toThrow(TypeError);
  expect(() => canonicalJson('a\udc00')).toThrow(TypeError);
  expect(canonicalJson('😀')).toBe('"😀"');
  expect(() => canonicalJson({ a: undefined } as unknown as JsonValue)).toThrow(TypeError);
});
