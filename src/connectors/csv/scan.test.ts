import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseCells } from './parse.ts';
import { scanner } from './scan.ts';

const dialect = { delimiter: ',', quote: '"' };

/** The text is cut into pieces of this size, for no cut may make a difference. */
function scan(
  text: string,
  piece: number,
): { readonly rows: readonly (readonly string[])[]; readonly open: number | null } {
  const rows: (readonly string[])[] = [];
  const scanning = scanner(dialect, (cells) => rows.push(cells));
  for (let at = 0; at < text.length; at += piece) scanning.push(text.slice(at, at + piece));
  return { open: scanning.end(), rows };
}

test('two readers written apart see the same rows and cells in whatever text', () => {
  const mark = fc.constantFrom('a', 'b', ',', '"', '"', '\n', '\r', '\r\n', ' ', '中');
  fc.assert(
    fc.property(fc.array(mark, { maxLength: 40 }), fc.integer({ min: 1, max: 5 }), (marks, piece) => {
      const text = marks.join('');
      const { rows, open } = scan(text, piece);
      if (open === null) expect(parseCells(Buffer.from(text), dialect)).toEqual(rows);
      else expect(() => parseCells(Buffer.from(text), dialect)).toThrow(/[Qq]uote/);
    }),
    { numRuns: 3000 },
  );
});

test('an open quote is named by the line it opens on', () => {
  expect(scan('a,"b\nc"\r\nd,"e\nf', 3).open).toBe(3);
  expect(scan('a\r\r\n\n"', 1).open).toBe(4);
});
