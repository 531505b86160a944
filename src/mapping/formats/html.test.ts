import fc from 'fast-check';
import rehypeRaw from 'rehype-raw';
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import remarkRehype from 'remark-rehype';
import { unified } from 'unified';
import { describe, expect, test } from 'vitest';
import { htmlToMarkdown, htmlToText } from './html.ts';
import { type HtmlLoss, textOf } from './sanitise.ts';

function converted(html: string, convert = htmlToMarkdown) {
  const losses: HtmlLoss[] = [];
  const text = convert(html, (loss) => losses.push(loss));
  return { text, losses: losses.map(({ code, params }) => [code, ...Object.values(params)].join(' ')) };
}

const page = unified().use(remarkParse).use(remarkGfm).use(remarkRehype, { allowDangerousHtml: true }).use(rehypeRaw);

/** What a reader of the Markdown sees. */
function shown(markdown: string): string {
  return textOf({ children: page.runSync(page.parse(markdown)).children.filter((part) => part.type !== 'doctype') });
}

describe('what is taken away is counted', () => {
  test.each([
    ['<img src="cid:part1@x" alt="shot">', 'shot', ['address-removed image cid']],
    ['<img src=" DATA:image/png;base64,AA==">', '', ['address-removed image data']],
    ['<img alt="none">', 'none', ['address-removed image ']],
    ['<img src="file:///C:/x.png" alt="plan">', 'plan (file:///C:/x.png)', ['address-removed image file']],
    ['<a href="sip:desk@example.org">desk</a>', 'desk (sip:desk@example.org)', ['address-removed link sip']],
    ['<a href="sip:a@b.example">sip:a@b.example</a>', 'sip:a@b.example', ['address-removed link sip']],
    ['<a href="ftp://h.example/f">files</a>', 'files (ftp://h.example/f)', ['address-removed link ftp']],
    ['<a href="\\\\srv01\\share">share</a>', 'share (\\\\srv01\\share)', ['address-removed link ']],
    ['<a href="java\nscript:x()">run</a>', 'run', ['address-removed link javascript']],
    ['<p onclick="x()">text</p>', 'text', ['html-dropped onclick']],
    [
      '<table background="https://b.example/b.png"><tr><td>c</td></tr></table>',
      '\n\n\nc\n\n',
      ['address-removed image https'],
    ],
    [
      '<a href="sip:a@b"><img src="cid:x" alt="call"></a>',
      'call (sip:a@b)',
      ['address-removed link sip', 'address-removed image cid'],
    ],
  ])('%s', (html, reads, losses) => {
    const found = converted(html);
    expect(found.losses).toEqual(losses);
    expect(shown(found.text).trim()).toBe(reads.trim());
  });

  test('looks, and anchors without an address, are no loss', () => {
    const html = '<p style="color:red" class="x"><a name="top">a</a> <a href="">b</a> <font color="red">c</font></p>';
    expect(converted(html)).toEqual({ text: 'a b c', losses: [] });
  });

  test('an image that is loaded later is found, and the one it would have replaced counted', () => {
    expect(converted('<img src="data:image/gif;base64,R0" data-src="https://i.example/a.png">')).toEqual({
      ...{ text: '![](https://i.example/a.png)', losses: [] },
    });
    expect(converted('<img src="https://i.example/a.png" data-src="https://i.example/b.png">').losses).toEqual([
      'address-removed image https',
    ]);
    expect(converted('<img srcset="https://i.example/a.png 1x, https://i.example/b.png 2x">').text).toBe(
      '![](https://i.example/a.png)',
    );
  });

  test('as plain text, every address that the text does not name', () => {
    const html =
      '<p><a href="https://a.example">here</a> <a href="https://b.example">https://b.example</a> <img src="https://c.example/c.png" alt="seen"> 10<sup>3</sup></p>';
    expect(converted(html, htmlToText)).toEqual({
      text: 'here https://b.example seen 103',
      losses: ['address-removed link https', 'address-removed image https', 'html-dropped sup'],
    });
  });
});

describe('what Markdown has no form for stays HTML', () => {
  test.each([
    ['<p>H<sub>2</sub>O and 10<sup>3</sup></p>', 'H<sub>2</sub>O and 10<sup>3</sup>'],
    ['10<sup>3</sup> <p>x</p>', '10<sup>3</sup>\n\nx'],
    ['<p><ins>new</ins> <del>old</del></p>', '<ins>new</ins> ~~old~~'],
    ['<p><code>x<sub>1</sub></code> <code>plain*</code></p>', '<code>x<sub>1</sub></code> `plain*`'],
    ['<p><ruby>漢<rt>kan</rt></ruby></p>', '<ruby>漢<rt>kan</rt></ruby>'],
    ['<del><p><del>a</del></p></del><b>b</b><b>c</b>', '~~a~~\n\n**bc**'],
    ['<kbd>Ctrl</kbd><kbd>C</kbd> <code></code>x', '`CtrlC` x'],
    ['<h2><p>One</p><div>two</div></h2>', '## One two'],
    ['<h2><pre>x</pre>y</h2>', '```\nx\n```\n\ny'],
    ['<pre><table><tr><td>a</td></tr></table></pre>', '<pre><table><tbody><tr><td>a</td></tr></tbody></table></pre>'],
    ['<b>a<p>x</p></b> c', '**a**\n\n**x**\n\nc'],
    ['<del>a<ul><li>x</li></ul></del>', '~~a~~\n\n- ~~x~~'],
    [
      '<a href="https://a.example"><div>x</div><ol><li>y</li></ol></a>',
      '[x](https://a.example)\n\n1. [y](https://a.example)',
    ],
    ['<ol start="5"><li>five</li></ol>', '5. five'],
    [
      'a<table><caption>Cap</caption><tr><td>*x*</td></tr></table>b',
      'a\n\n<table><caption>Cap</caption><tbody><tr><td>*x*</td></tr></tbody></table>\n\nb',
    ],
    [
      '<table><tr><td><pre>a\n\n  b</pre></td></tr></table>',
      '<table><tbody><tr><td><pre>a&#10;&#10;  b</pre></td></tr></tbody></table>',
    ],
    [
      '<pre>a <img src="https://i.example/p.png">\n\n b</pre>',
      '<pre>a <img src="https://i.example/p.png">&#10;&#10; b</pre>',
    ],
    ['<pre>see <a href="https://a.example">https://a.example</a></pre>', '```\nsee https://a.example\n```'],
    ['<pre>see <a href="https://a.example">this</a></pre>', '<pre>see <a href="https://a.example">this</a></pre>'],
  ])('%s', (html, markdown) => {
    expect(converted(html)).toEqual({ text: markdown, losses: [] });
  });
});

test('preformatted text keeps its lines and its blanks as plain text', () => {
  expect(converted('<p>a   b</p><pre>if x:\n    go()  now</pre>', htmlToText).text).toBe('a b\n\nif x:\n    go()  now');
});

/** A document with words and addresses of its own, each there once. */
interface Document {
  readonly html: string;
  readonly words: readonly string[];
  readonly addresses: readonly string[];
}

const HIDING = ['script', 'style', 'textarea', 'iframe', 'option'];
const BLOCKS = ['p', 'div', 'blockquote', 'ul', 'ol', 'pre', 'h2', 'table', 'dl', 'center', 'section', 'form'];
const INLINE = ['b', 'i', 'u', 'code', 'kbd', 'sub', 'sup', 'ins', 'del', 'span', 'font', 'q', 'mark', 'small', 'ruby'];
const SCHEMES = [
  'https://h.example/',
  'http://h.example/',
  '//h.example/',
  '',
  'img/',
  'cid:',
  'file://s/',
  'sip:',
  'ferry-asset:',
];

const leaf = fc.oneof(
  fc.constant({ kind: 'word' } as const),
  fc.record({ kind: fc.constant('link' as const), scheme: fc.constantFrom(...SCHEMES), filled: fc.boolean() }),
  fc.record({ kind: fc.constant('image' as const), scheme: fc.constantFrom(...SCHEMES), alt: fc.boolean() }),
  fc.constant({ kind: 'break' } as const),
);
type Leaf = typeof leaf extends fc.Arbitrary<infer L> ? L : never;
type Node = Leaf | { readonly kind: 'element'; readonly tag: string; readonly children: readonly Node[] };
const { node } = fc.letrec<{ node: Node }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constant('element' as const),
      tag: fc.constantFrom(...BLOCKS, ...INLINE),
      children: fc.array(tie('node'), { maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('element' as const), tag: fc.constantFrom(...HIDING), children: fc.constant([]) }),
  ),
}));

function documentOf(nodes: readonly Node[]): Document {
  const words: string[] = [];
  const addresses: string[] = [];
  const word = () => `w${words.push(`w${words.length}q`) - 1}q`;
  const address = (leaf: Leaf) => {
    addresses.push(`${'scheme' in leaf ? leaf.scheme : ''}a${addresses.length}z.png`);
    return addresses.at(-1);
  };
  const shapes: Readonly<Record<Leaf['kind'], (leaf: Leaf) => string>> = {
    word: () => ` ${word()} `,
    break: () => '<br>',
    link: (leaf) => `<a href="${address(leaf)}">${'filled' in leaf && leaf.filled ? word() : ''}</a>`,
    image: (leaf) => `<img src="${address(leaf)}" alt="${'alt' in leaf && leaf.alt ? 'alt' : ''}">`,
  };
  const htmlOf = (each: Node): string =>
    each.kind === 'element' ? elementOf(each.tag, each.children.map(htmlOf)) : shapes[each.kind](each);
  return { html: nodes.map(htmlOf).join(''), words, addresses };
}

const ITEMS: Readonly<Record<string, string>> = { ul: 'li', ol: 'li', dl: 'dd' };

function elementOf(tag: string, inner: readonly string[]): string {
  const item = ITEMS[tag];
  if (item !== undefined) return `<${tag}>${inner.map((each) => `<${item}>${each}</${item}>`).join('')}</${tag}>`;
  if (tag !== 'table') return `<${tag}>${inner.join('')}</${tag}>`;
  return `<table><tr>${inner.map((each) => `<td>${each}</td>`).join('')}</tr></table>`;
}

/** As in a link: without what percent-encoding and entities change. */
function holds(text: string, address: string): boolean {
  return text.includes(address.replace(/^\/\//, 'https://'));
}

test('whatever the document, every word is shown, and every address is there or counted', () => {
  fc.assert(
    fc.property(fc.array(node, { maxLength: 6 }), (nodes) => {
      const { html, words, addresses } = documentOf(nodes);
      const { text, losses } = converted(html);
      const reads = shown(text);
      expect(words.filter((word) => !reads.includes(word))).toEqual([]);
      const missing = addresses.filter((address) => !holds(text, address));
      expect(losses.filter((loss) => loss.startsWith('address-removed')).length).toBeGreaterThanOrEqual(missing.length);
    }),
    { numRuns: 300 },
  );
});

test('whatever the document, every word is in its plain text, and every address too or counted', () => {
  fc.assert(
    fc.property(fc.array(node, { maxLength: 6 }), (nodes) => {
      const { html, words, addresses } = documentOf(nodes);
      const { text, losses } = converted(html, htmlToText);
      expect(words.filter((word) => !text.includes(word))).toEqual([]);
      const missing = addresses.filter((address) => !text.includes(address));
      expect(losses.filter((loss) => loss.startsWith('address-removed')).length).toBeGreaterThanOrEqual(missing.length);
    }),
  );
});
