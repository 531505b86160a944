import { expect, test } from 'vitest';
import { mapOne, ticketMapping } from '../../../test/support/mapping.ts';
import { sentenceOf } from '../../messages/sentence.ts';
import { assetToken, recordToken } from '../../model/text-tokens.ts';
import { htmlToMarkdown, htmlToText } from '../formats/html.ts';

const HOSTILE = [
  '<img src=x onerror=alert(1)>',
  '<svg><script>alert(1)</script></svg>',
  '<a href="javascript:alert(1)">x</a>',
  '<a href="jAvAsCrIpT&#58;alert(1)">x</a>',
  '<iframe src="https://evil.example"></iframe>',
  '<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
  '<table><td colspan=2 onclick="alert(1)"><p>x</p><p style="background:url(javascript:alert(1))">y</p></td></table>',
  '<form action="javascript:alert(1)"><button>x</button></form>',
  '<a href="data:text/html,<script>alert(1)</script>">x</a>',
  '<ferry-table><script>alert(1)</script></ferry-table>',
];

test.each(HOSTILE)('%s loses what is active in it', (html) => {
  const active = /<script|javascript:|\son\w+\s*=|<iframe|<form|data:text/i;
  expect(htmlToMarkdown(html, () => {})).not.toMatch(active);
  expect(htmlToText(html, () => {})).not.toMatch(active);
});

test('what the sanitiser removes is counted by name, wrappers are not', () => {
  const dropped: string[] = [];
  htmlToMarkdown('<html><body><p>x</p><iframe src="y"></iframe><style>p{}</style></body></html>', (loss) =>
    dropped.push(sentenceOf('loss', loss)),
  );
  expect(dropped).toEqual(['iframe was removed']);
});

test('plain tables become Markdown, those it has no form for stay HTML', () => {
  const plain = '<table><tr><th>站点</th><th>B</th></tr><tr><td><p>1</p></td><td>2</td></tr></table>';
  expect(htmlToMarkdown(plain, () => {})).toBe('| 站点 | B |\n| -- | - |\n| 1  | 2 |');
  const spans = '<table><tr><td colspan="2">1</td></tr><tr><td>2</td><td>3</td></tr></table>';
  expect(htmlToMarkdown(spans, () => {})).toContain('<td colspan="2">1</td>');
  const blocks = '<table><tr><td><ul><li>a</li></ul></td></tr></table>';
  expect(htmlToMarkdown(blocks, () => {})).toContain('<ul><li>a</li></ul>');
});

test('nesting that would exhaust the stack is cut by the sanitiser', () => {
  expect(htmlToMarkdown(`${'<div>'.repeat(20_000)}deep`, () => {})).toBe('deep');
});

const MARKDOWN = ticketMapping(
  'fields:\n  body.format: { const: markdown }\n  body.content: { from: a, markdown: true }\n',
);
const HTML = ticketMapping(
  'fields:\n  body.format: { const: markdown }\n  body.content: { from: a, html: markdown }\n',
);

function pointing(mapping: typeof MARKDOWN, a: string) {
  const result = mapOne(mapping, { a });
  if (result.kind !== 'mapped') throw new Error(JSON.stringify(result));
  const { assets, references, losses, fields } = result;
  return { assets, references, losses: losses.map((loss) => `${loss.code}: ${sentenceOf('loss', loss)}`), fields };
}

test('tokens are collected once each, with the path of the text', () => {
  const ref = 'images/图 1.png';
  const text = `![x](${assetToken(ref)}) and again ![y](${assetToken(ref)}), [other](${recordToken('article', 'a/b')})`;
  const { assets, references, losses } = pointing(MARKDOWN, text);
  expect(assets).toEqual([{ ref, name: '', path: ['body', 'content'] }]);
  expect(references).toEqual([
    { path: ['body', 'content'], entity: 'article', value: 'a/b', via: 'id', missing: 'defer', form: 'token' },
  ]);
  expect(losses).toEqual([]);
});

test('the assets of a text can be listed beside it', () => {
  const mapping = ticketMapping('fields:\n  custom.shown: { from: a, assets: true }\n');
  const { assets, fields } = pointing(mapping, `![x](${assetToken('a.png')}) [y](https://example.com) ![z](b.png)`);
  expect(assets).toEqual([{ ref: 'a.png', name: '', path: ['custom', 'shown'] }]);
  expect(fields.custom).toEqual({ shown: [] });
});

test('tokens survive the way from HTML, whatever the file is called', () => {
  const ref = "a (1)'s [b]_c*.png";
  const { assets, fields } = pointing(HTML, `<img src="${assetToken(ref)}" alt="x">`);
  expect(assets.map((asset) => asset.ref)).toEqual([ref]);
  expect(JSON.stringify(fields.body)).toContain(JSON.stringify(assetToken(ref)).slice(1, -1));
});

test('outside images and links that lead nowhere are counted, code and anchors are not', () => {
  const text = [
    '![a](https://user:secret@img.example.com/a.png?token=1) ![b](img/b.png) [c](other.md) [d](#part) [e](https://x.example) [f][g]',
    '',
    '[g]: missing/page.md',
    '',
    '<img src="//cdn.example/x.png">',
    '',
    '```',
    '![no](nothing.png)',
    '```',
  ].join('\n');
  expect(pointing(MARKDOWN, text).losses.toSorted()).toEqual([
    'image-dangling: a relative image leads nowhere',
    'image-outside: an image stays on cdn.example',
    'image-outside: an image stays on img.example.com',
    'link-dangling: a relative link leads nowhere',
    'link-dangling: a relative link leads nowhere',
  ]);
});

const codes = (text: string) =>
  pointing(MARKDOWN, text)
    .losses.map((loss) => loss.split(':')[0])
    .sort();

test.each([
  ['an image as data', '![x](data:image/png;base64,AA==)', ['address-removed']],
  ['links that no page follows', '[a](sip:a@b.example) [b](file:///x) <notes:x>', Array(3).fill('address-removed')],
  ['a path of Windows', '[a](C:\\x.md) ![b](D:\\x.png)', ['image-dangling', 'link-dangling']],
  [
    'images and links written loosely',
    '![a](b c.png) ![[d.png|3]] [[Page]] [e](f g.md)',
    ['image-dangling', 'image-dangling', 'link-dangling', 'link-dangling'],
  ],
  ['an image without an address', '![a]() <img alt="b"> <img data-src="c.png">', Array(3).fill('image-dangling')],
  [
    'an image that a script would put there',
    '<img src="https://i.example/p.png" data-src="r.png">',
    ['address-removed', 'image-outside'],
  ],
  [
    'addresses in HTML, whatever they are of',
    '<video poster="p.png" src="https://v.example/v.mp4"></video>',
    ['html-dropped', 'image-dangling', 'image-outside'],
  ],
  ['an address with blanks and entities', '<img src="a b&amp;c.png">', ['image-dangling']],
  [
    'tags of an editor',
    '<image token="x" width="8"/>\n\n<diagram type="1"/>\n\n<file token="y" name="z.xlsx"/>',
    Array(3).fill('html-dropped'),
  ],
  ['a tag that the parser takes for text', 'see <img src=a/b.png>', ['image-dangling']],
  ['the first of two definitions', '![a][r]\n\n[r]: b.png\n[r]: https://i.example/c.png', ['image-dangling']],
])('%s: counted', (_, text, losses) => {
  expect(codes(text)).toEqual(losses);
});

test.each([
  ['code', '`![a](b c.png)` `<diagram/>`\n\n    <file/> [[Page]]\n'],
  ['comments', '<!-- <img src="a.png"> <diagram/> -->'],
  [
    'what pages follow',
    '[a](https://x.example) <https://x.example> [b](mailto:a@b.example) [c](tel:+1) [d](#e) <a href="#f">g</a>',
  ],
  [
    'what readers show, and looks',
    '<details><summary>a</summary>b</details> <font color="red">c</font> <p style="x">d</p>\n\n<br>',
  ],
])('%s: no loss', (_, text) => {
  expect(codes(text)).toEqual([]);
});

test('Markdown nested beyond the parser quarantines the record', () => {
  expect(mapOne(MARKDOWN, { a: `${'> '.repeat(9_000)}[x](y)` })).toMatchObject({
    kind: 'quarantined',
    problem: { code: 'text-nesting' },
  });
});
