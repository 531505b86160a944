import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unescaped } from './escape.ts';
import { parseCells } from './parse.ts';
import { scanner } from './scan.ts';

const rfc = { delimiter: ',', quote: '"', escape: null };
const escaping = { ...rfc, escape: '\\' };

/** The text is cut into pieces of this size, for no cut may make a difference. */
function scan(
  text: string,
  piece: number,
  dialect: typeof rfc | typeof escaping = rfc,
): { readonly rows: readonly (readonly string[])[]; readonly open: number | null } {
  const rows: (readonly string[])[] = [];
  const scanning = scanner(dialect, (cells) => rows.push(cells));
  for (const part of piecesOf(text, piece)) scanning.push(part);
  return { open: scanning.end(), rows };
}

function piecesOf(text: string, size: number): string[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}

async function plain(text: string, piece: number): Promise<string> {
  const written: string[] = [];
  async function* pieces() {
    yield* piecesOf(text, piece);
  }
  for await (const part of unescaped(pieces(), escaping)) written.push(part);
  return written.join('');
}

const MARKS = ['a', 'b', ',', '"', '"', '\n', '\r', '\r\n', ' ', '中'];
const texts = (marks: readonly string[]) =>
  fc.array(fc.constantFrom(...marks), { maxLength: 40 }).map((all) => all.join(''));
const size = fc.integer({ min: 1, max: 5 });

test('two readers written apart see the same rows and cells in whatever text', () => {
  fc.assert(
    fc.property(texts(MARKS), size, (text, piece) => {
      const { rows, open } = scan(text, piece);
      if (open === null) expect(parseCells(Buffer.from(text), rfc)).toEqual(rows);
      else expect(() => parseCells(Buffer.from(text), rfc)).toThrow(/[Qq]uote/);
    }),
    { numRuns: 3000 },
  );
});

test('two readers written apart see the same rows and cells where quotes are escaped by a backslash', async () => {
  await fc.assert(
    fc.asyncProperty(texts([...MARKS, '\\', '\\', '\\"', 'N']), size, async (text, piece) => {
      const { rows, open } = scan(text, piece, escaping);
      const written = await plain(text, piece);
      if (open === null) expect(parseCells(Buffer.from(written), rfc)).toEqual(rows);
      else expect(() => parseCells(Buffer.from(written), rfc)).toThrow(/[Qq]uote/);
      // Every line of the file stays the line it was, for problems are named by it; but for CR and LF that are escaped apart.
      if (!text.includes('\r\\\n')) expect(written.match(/\r\n|\r|\n/g) ?? []).toEqual(text.match(/\r\n|\r|\n/g) ?? []);
    }),
    { numRuns: 3000 },
  );
});

test('a backslash before anything that needs none is text', () => {
  const text = '\\N,"C:\\Temp\\\\","a\\"b",c\\,d,"x\\\ny"\n';
  expect(scan(text, 1, escaping).rows).toEqual([['\\N', 'C:\\Temp\\', 'a"b', 'c,d', 'x\ny']]);
});

test('an open quote is named by the line it opens on', () => {
  expect(scan('a,"b\nc"\r\nd,"e\nf', 3).open).toBe(3);
  expect(scan('a\r\r\n\n"', 1).open).toBe(4);
});
