import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { looseLinksIn } from './loose-links.ts';
import { parseMarkdown } from './markdown-tree.ts';

const found = (text: string) =>
  looseLinksIn(parseMarkdown(text)).map(({ kind, address, label, start, end }) => [
    kind,
    address,
    label,
    text.slice(start, end),
  ]);

describe('a link that Markdown does not have', () => {
  test.each([
    ['![rack](a b.png)', 'image', 'a b.png', 'rack'],
    ['![rack](rack.png =300x200)', 'image', 'rack.png', 'rack'],
    ['![rack](rack.png =50%x)', 'image', 'rack.png', 'rack'],
    ['![rack](rack.png =x200 "Title")', 'image', 'rack.png', 'rack'],
    ['![](a b (1).png)', 'image', 'a b (1).png', ''],
    ['![a_b_c](x_y_z w.png)', 'image', 'x_y_z w.png', 'a_b_c'],
    ['[page](my page.md#part)', 'link', 'my page.md#part', 'page'],
    ['![[x.png|300]]', 'image', 'x.png', ''],
    ['![[x.png|300x200]]', 'image', 'x.png', ''],
    ['![[x.png|A rack]]', 'image', 'x.png', 'A rack'],
    ['[[Page|text]]', 'link', 'Page', 'text'],
    ['[[folder/Page#Part]]', 'link', 'folder/Page#Part', ''],
  ])('%s', (text, kind, address, label) => {
    expect(found(text)).toEqual([[kind, address, label, text]]);
    expect(found(`> - ${text} and *more*`)).toEqual([[kind, address, label, text]]);
  });

  test('in a table, in a heading, and within a link', () => {
    expect(found('| a |\n|---|\n| ![[x.png\\|300]] |\n')).toEqual([['image', 'x.png', '', '![[x.png\\|300]]']]);
    expect(found('# [[Page]]')).toEqual([['link', 'Page', '', '[[Page]]']]);
    expect(found('[![rack](a b.png)](big.md)')).toEqual([['image', 'a b.png', 'rack', '![rack](a b.png)']]);
  });
});

test.each([
  ['code', '`![a](b c.png)` and `[[Page]]`'],
  ['a block of code', '```\n[[Page]]\n```\n\n    ![a](b c.png)\n'],
  ['HTML', '<img alt="[[Page]]">'],
  ['a link of Markdown', '[a](b.md) [c][d] ![e](f.png "t") [[1]](g.md)\n\n[d]: h.md'],
  ['a remark in brackets', '[1](see there) and [x] (a b.png)'],
  ['what is escaped', '\\[\\[Page]] and !\\[a](b c.png)'],
  ['a condition of a shell', '[[ -f x ]] and [[]]'],
])('%s is none', (_, text) => {
  expect(found(text)).toEqual([]);
});

test('whatever the text, what is found is a part of it, in order and apart', () => {
  const piece = fc.constantFrom(
    '[',
    '![',
    ']',
    '(',
    ')',
    '[[',
    ']]',
    '|',
    ' ',
    'a b.png',
    '`',
    '*',
    '<',
    '>',
    '\n',
    '\\',
    '=3x',
    '"',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const text = pieces.join('');
      let before = 0;
      for (const { start, end } of looseLinksIn(parseMarkdown(text))) {
        expect(start).toBeGreaterThanOrEqual(before);
        expect(text.slice(start, end)).toMatch(/^!?\[[\s\S]*[\])]$/);
        before = start + 1;
      }
    }),
    { numRuns: 2000 },
  );
});
