/** Tables and texts on a terminal, in Chinese and English, friendly and hostile. */
import stringWidth from 'string-width';
import { expect, test } from 'vitest';
import { duration, number, table } from './table.ts';
import { escapeForTerminal, pad } from './width.ts';

test.each([
  ['Chinese', '客户甲', 6],
  ['a combining mark', 'e\u0301', 1],
  ['beyond the basic plane', '𠮷', 2],
  ['one picture out of several', '👨‍👩‍👧', 2],
  ['a sign that is text', '©', 1],
  ['colours', '\u001B[36mab\u001B[39m', 2],
])('%s takes its columns and no more', (_, text, columns) => {
  expect(pad(text, 8)).toBe(text + ' '.repeat(8 - columns));
});

test('columns line up whatever they hold', () => {
  const lines = table(
    ['name', 'n'],
    [
      ['客户甲', 1234],
      ['x', 0],
    ],
  );
  expect(lines).toEqual(['name        n', '客户甲  1,234', 'x           ·']);
  expect(new Set(lines.map((line) => stringWidth(line))).size).toBe(1);
});

test('a text is padded to columns, not to characters', () => {
  expect(pad('客户', 6)).toBe('客户  ');
  expect(pad('客户', 3)).toBe('客户');
});

test('control and bidi characters are shown, never sent to the terminal', () => {
  expect(escapeForTerminal('a\u001B[2Jb\u202Ec\u0000')).toBe('a\\u001b[2Jb\\u202ec\\u0000');
  expect(escapeForTerminal('line\nnext\ttab')).toBe('line\nnext\ttab');
});

test('numbers and times read as people write them', () => {
  expect(number(1234567)).toBe('1,234,567');
  expect([duration(48.4), duration(200), duration(7500)]).toEqual(['48 s', '3 min 20 s', '2 h 5 min']);
});
