/** Whatever options a file needs, the reader and the counter must see the same records, and what a plain model of the rows says. */
import { hash } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { csvFiles } from '../../../test/support/csv-files.ts';

const files = csvFiles();
afterAll(files.remove);

type Rows = readonly (readonly string[])[];

const cell = fc.constantFrom(
  '',
  '',
  ' ',
  'a',
  'b',
  'A',
  'Ａ',
  '合计',
  '="01"',
  '01',
  'x"y',
  '"',
  'p,q',
  'l\nm',
  'c:\\',
  '\\',
);
const rows = fc.array(fc.array(cell, { minLength: 1, maxLength: 5 }), { maxLength: 10 });

/** Of these only those that fit together are given. */
const options = fc.record(
  {
    skip: fc.integer({ min: 1, max: 3 }),
    escape: fc.constant('\\'),
    footer: fc.constantFrom<number | string | string[]>(1, 2, '合计', ['合计', 'a']),
    excelText: fc.boolean(),
    rows: fc.constant({ latest: 'age' }),
    key: fc.constantFrom<string | object>('row', 'hash', { columns: 'id', normalise: ['trim', 'width', 'case'] }),
  },
  { requiredKeys: [] },
);

const layout = fc.record({
  sep: fc.boolean(),
  delimiter: fc.constantFrom(',', ';', '\t'),
  header: fc.boolean(),
  repeated: fc.boolean(),
  end: fc.constantFrom('\n', '\r\n', '\r'),
  quoted: fc.boolean(),
});

type Given = Partial<{ footer: number | string | string[]; key: string | object; rows: object; excelText: boolean }>;

/** How many records a table has: rows that are no blank and no footer, each key or each row once. */
function modelCount(data: Rows, { footer = [], key, rows, excelText }: Given): number {
  const firstText = (cells: readonly string[]) => cells.find((each) => each.trim() !== '')?.trim();
  const filled = data.filter((cells) => firstText(cells) !== undefined);
  const kept =
    typeof footer === 'number'
      ? filled.slice(0, Math.max(0, filled.length - footer))
      : filled.filter((cells) => ![footer].flat().includes(firstText(cells) ?? ''));
  if (key === 'row') return kept.length;
  const keyOf = ([id = '']: readonly string[]): string => {
    const text: string = excelText === true && id === '="01"' ? '01' : id;
    return typeof key === 'object' ? text.replace('Ａ', 'A').trim().toLowerCase() : text;
  };
  const known = kept.filter((cells) => key === 'hash' || (keyOf(cells) !== '' && cells[0] !== ''));
  const whole = rows === undefined || key === 'hash' ? (cells: readonly string[]) => JSON.stringify(cells) : keyOf;
  return kept.length - known.length + new Set(known.map(whole)).size;
}

interface Written {
  readonly end: string;
  readonly quoted: boolean;
  readonly delimiter: string;
}

/** As a program writes it whose quotes are escaped by `mark`. */
function written(data: Rows, { end, quoted, delimiter }: Written, mark: string): string {
  const inQuotes = (text: string) => text.replace(mark === '"' ? /"/g : /["\\]/g, (each) => mark + each);
  const shown = (text: string) =>
    text !== '="01"' && (quoted || /[",;\t\n\r\\]/.test(text)) ? `"${inQuotes(text)}"` : text;
  return data.map((cells) => cells.map(shown).join(delimiter) + end).join('');
}

type Layout = typeof layout extends fc.Arbitrary<infer T> ? T : never;

/** The file, and the options that say how it is written. */
function fileOf(table: Rows, given: Given & { skip?: number; escape?: string }, how: Layout): [string, object] {
  const columns = how.repeated ? ['id', 'L', 'L', 'age'] : ['id', 'a', 'b', 'age'];
  const preamble = Array.from({ length: given.skip ?? 0 }, (_, n) => `Report "${n}${how.end}`);
  if (how.sep) preamble.push(`sep=${how.delimiter}${how.end}`);
  const all = how.header ? table : [columns, ...table];
  const text = preamble.join('') + written(all, how, given.escape ?? '"');
  const file = {
    ...given,
    ...(typeof given.key === 'string' && { content: hash('sha256', text) }),
    ...(!how.sep && { delimiter: how.delimiter }),
    ...(how.header && { header: columns }),
    ...(how.repeated && { repeated: 'list' }),
  };
  return [text, file];
}

test('the reader, the counter and a plain model of the rows agree under all options, and no record holds an undeclared field', async () => {
  await fc.assert(
    fc.asyncProperty(rows, options, layout, async (data, given, how) => {
      const table = data.map((cells) => cells.map((each, at) => (at === 3 ? '7' : each)));
      const { records, count, fields } = await files.read(...fileOf(table, given, how));
      expect(count).toBe(records.length);
      expect(count).toBe(modelCount(table, given));
      expect(new Set(records.map(({ key }) => key)).size).toBe(records.length);
      const names = records.filter(({ problem }) => problem === undefined).flatMap(({ data }) => Object.keys(data));
      const declared = (fields?.paths ?? []).map(([name]) => name);
      expect(names.filter((name) => !declared.includes(name))).toEqual([]);
    }),
    { numRuns: 400 },
  );
});
