/** Contents of records reach a terminal only when they are asked for. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { masked, valuesShown } from './shown-values.ts';

test.each([
  ['2024/3/1 9:07', '9999/9/9 9:99'],
  ['GD-0042 Müller', 'XX-9999 Xxxxxx'],
  ['已归档（旧）', 'xxx（x）'],
  ['１２时', '99x'],
  ['a@example.org', 'x@xxxxxxx.xxx'],
  ['', ''],
])('%j shows its form as %j', (value, form) => {
  expect(masked(value)).toBe(form);
});

test('no letter and no digit of a value is left, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      expect(masked(value).replaceAll(/[9Xx]/g, '')).not.toMatch(/[\p{L}\p{N}\p{M}]/u);
    }),
  );
});

test('values are shown as they are when they are asked for, and never else', () => {
  expect(valuesShown({ showValues: true })('secret 7')).toBe('secret 7');
  expect(valuesShown({})('secret 7')).toBe('xxxxxx 9');
});
