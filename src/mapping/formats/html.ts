/** HTML of other people to Markdown or text: sanitised by a library first, then converted. */
import rehypeRemark from 'rehype-remark';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import { flattenInline } from './inline-blocks.ts';
import { keepBlocks, keptHandlers, keptWriters } from './kept-html.ts';
import { cleanTree, type HtmlTree, type Lost, schemeOf, textOf } from './sanitise.ts';

const BLOCKS = new Set([
  ...['p', 'div', 'li', 'tr', 'table', 'ul', 'ol', 'pre', 'blockquote', 'hr', 'section', 'article', 'dt', 'dd'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'footer', 'figure', 'figcaption', 'summary'],
]);

const toMarkdown = unified()
  .use(flattenInline)
  .use(keepBlocks)
  .use(rehypeRemark, { handlers: keptHandlers })
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', fences: true, rule: '-', handlers: keptWriters });

/**
 * HTML to CommonMark with GFM tables. What Markdown has no form for stays HTML: tables with spans, captions or blocks in their
 * cells, preformatted text with images or links, raised and lowered signs.
 */
export function htmlToMarkdown(html: string, lost: Lost): string {
  return toMarkdown.stringify(toMarkdown.runSync(cleanTree(html, lost))).trim();
}

/**
 * HTML to the text a reader sees, one line per block. Images, links whose address the
 * text doesn't name, and marks without which it says something else are told.
 */
export function htmlToText(html: string, lost: Lost): string {
  const tree = cleanTree(html, lost);
  tellMissing(tree, lost);
  const shown = shownText(tree)
    .split('\n')
    .map((line) => line.replace(/[ \t\r\f]+/g, ' ').trim());
  return shown
    .filter((line, index) => line !== '' || shown[index - 1] !== '')
    .join('\n')
    .trim()
    .replaceAll(FIXED_BLANK, ' ');
}

/** Elements open at once beyond which no reader follows; parsing costs the square of it. */
const MOST_OPEN = 2_000;
const TAG = /<(\/?)([a-z][a-z0-9]*)/gi;
/** Never closed, or closed by what follows them: any number of these is no nesting. */
const UNCLOSED = new Set([
  ...['br', 'hr', 'img', 'input', 'meta', 'link', 'wbr', 'col', 'area', 'base', 'source', 'embed', 'param', 'track'],
  ...['p', 'li', 'tr', 'td', 'th', 'dt', 'dd', 'thead', 'tbody', 'tfoot', 'option'],
]);

/** Whether elements are opened within each other without end. */
export function tooNested(html: string): boolean {
  let open = 0;
  for (const [, closing, name = ''] of html.matchAll(TAG)) {
    if (UNCLOSED.has(name.toLowerCase())) continue;
    open += closing === '' ? 1 : -1;
    if (open > MOST_OPEN) return true;
  }
  return false;
}

/** Marks without which a text says something else: 10³ is not 103, what is struck out isn't said. */
const SAYS_MORE = new Set(['sup', 'sub', 'del', 's', 'strike']);

function tellMissing(tree: HtmlTree, lost: Lost): void {
  visit(tree, 'element', (node) => {
    if (SAYS_MORE.has(node.tagName)) lost({ code: 'html-dropped', params: { element: node.tagName } });
    const { href, src } = node.properties;
    const address = node.tagName === 'img' ? src : href;
    if (typeof address !== 'string' || textOf(node).includes(address)) return;
    const of = node.tagName === 'img' ? 'image' : 'link';
    lost({ code: 'address-removed', params: { of, scheme: schemeOf(address) } });
  });
}

/** As much of a node of an HTML tree as is needed here. */
interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly HtmlNode[];
}

/** Stands for a blank of a preformatted text until runs of other blanks are one. */
const FIXED_BLANK = '\u0001';

/** Blocks begin and end a line; runs of blanks are one, but for preformatted texts; an image is its caption. */
function shownText(node: HtmlNode, preformatted = false): string {
  if (node.type === 'text') return blanksOf(node.value ?? '', preformatted);
  if (node.tagName === 'br') return '\n';
  if (node.tagName === 'img') return typeof node.properties?.alt === 'string' ? node.properties.alt : '';
  const fixed = preformatted || node.tagName === 'pre';
  const inner = (node.children ?? []).map((child) => shownText(child, fixed)).join('');
  if (node.tagName === 'td' || node.tagName === 'th') return `${inner} `;
  return BLOCKS.has(node.tagName ?? '') ? `\n${inner}\n` : inner;
}

function blanksOf(text: string, preformatted: boolean): string {
  return preformatted ? text.replaceAll(' ', FIXED_BLANK) : text.replace(/\s+/g, ' ');
}
