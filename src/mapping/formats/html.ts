/** HTML of other people to Markdown or text: sanitised by a library first, then converted. */
import rehypeParse from 'rehype-parse';
import rehypeRemark, { type Options } from 'rehype-remark';
import rehypeStringify from 'rehype-stringify';
import remarkGfm from 'remark-gfm';
import remarkStringify from 'remark-stringify';
import sanitizeHtml from 'sanitize-html';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';

/** Called with the name of every element whose removal loses something. */
export type Dropped = (element: string) => void;

const DEEPEST = 100;
const TAGS = [...sanitizeHtml.defaults.allowedTags, 'img', 'del', 'ins', 'strike', 'font', 'center', 'tt', 'big'];
/** Around the content or about its looks: without them nothing is lost. */
const SILENT = new Set(['html', 'head', 'body', 'meta', 'link', 'title', 'style', 'o:p', 'wbr', '!doctype']);
const BLOCKS = new Set([
  ...['p', 'div', 'li', 'tr', 'table', 'ul', 'ol', 'pre', 'blockquote', 'hr', 'section', 'article', 'dt', 'dd'],
  ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'footer', 'figure', 'figcaption'],
]);
/** What a cell of a Markdown table can't hold. */
const NOT_IN_CELLS = new Set([
  'p',
  'div',
  'ul',
  'ol',
  'table',
  'pre',
  'blockquote',
  'hr',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
]);

/** HTML to CommonMark with GFM tables. Tables with spans or blocks in their cells stay HTML. */
export function htmlToMarkdown(html: string, dropped: Dropped): string {
  return String(toMarkdown.processSync(sanitise(html, dropped))).trim();
}

/** HTML to the text a reader sees, one line per block. */
export function htmlToText(html: string, dropped: Dropped): string {
  const lines = shownText(fragments.parse(sanitise(html, dropped))).split('\n');
  const shown = lines.map((line) => line.replace(/[ \t\r\f]+/g, ' ').trim());
  return shown
    .filter((line, index) => line !== '' || shown[index - 1] !== '')
    .join('\n')
    .trim();
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

function sanitise(html: string, dropped: Dropped): string {
  return sanitizeHtml(html, {
    allowedTags: TAGS,
    allowedAttributes: {
      a: ['href', 'title'],
      img: ['src', 'alt', 'title'],
      td: ['colspan', 'rowspan', 'align'],
      th: ['colspan', 'rowspan', 'align'],
      ol: ['start'],
      code: ['class'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'ferry-asset', 'ferry-record'],
    allowProtocolRelative: false,
    nestingLimit: DEEPEST,
    onOpenTag: (name) => {
      if (!TAGS.includes(name) && !SILENT.has(name)) dropped(name);
    },
  });
}

const fragments = unified().use(rehypeParse, { fragment: true });
const toHtml = unified().use(rehypeStringify);

/** The placeholder for a table that stays HTML; the sanitiser lets no such element in. */
const KEPT = 'ferry-table';

/** Replaces tables that Markdown can't express by a placeholder holding their HTML. */
function keepTables() {
  return (tree: Root) => {
    visit(tree, 'element', (node) => {
      if (node.tagName !== 'table' || fitsMarkdown(node)) return undefined;
      const value = toHtml.stringify({ type: 'root', children: [{ ...node }] });
      node.tagName = KEPT;
      node.children = [{ type: 'text', value }];
      return SKIP;
    });
  };
}

const kept: NonNullable<Options['handlers']>[string] = (_, node: HtmlNode) => ({
  type: 'html',
  value: node.children?.[0]?.value ?? '',
});

const toMarkdown = unified()
  .use(rehypeParse, { fragment: true })
  .use(keepTables)
  .use(rehypeRemark, { handlers: { [KEPT]: kept } })
  .use(remarkGfm)
  .use(remarkStringify, { bullet: '-', fences: true, rule: '-' });

type Root = Parameters<typeof toHtml.stringify>[0];

/** As much of a node of an HTML tree as is needed here. */
interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly HtmlNode[];
}

/** Whether every cell of a table can stand in a line of Markdown. */
function fitsMarkdown(node: HtmlNode): boolean {
  return (node.children ?? []).every((part) => {
    const cell = part.tagName === 'td' || part.tagName === 'th';
    return cell ? isPlainCell(part) : fitsMarkdown(part);
  });
}

function isPlainCell(cell: HtmlNode): boolean {
  const spans = [cell.properties?.colSpan, cell.properties?.rowSpan].some((span) => span !== undefined && span !== 1);
  return !spans && !holdsBlocks(cell);
}

/** One paragraph alone is no block: editors wrap every cell's text in one. */
function holdsBlocks(cell: HtmlNode): boolean {
  const children = (cell.children ?? []).filter((part) => part.type !== 'text' || part.value?.trim() !== '');
  const only = children.length === 1 ? children[0] : undefined;
  const parts = only?.tagName === 'p' || only?.tagName === 'div' ? (only.children ?? []) : children;
  return parts.some((part) => NOT_IN_CELLS.has(part.tagName ?? '') || holdsBlocks(part));
}

/** Blocks begin and end a line; runs of blanks are one. */
function shownText(node: HtmlNode): string {
  if (node.type === 'text') return (node.value ?? '').replace(/\s+/g, ' ');
  if (node.tagName === 'br') return '\n';
  const inner = (node.children ?? []).map(shownText).join('');
  if (node.tagName === 'td' || node.tagName === 'th') return `${inner} `;
  return BLOCKS.has(node.tagName ?? '') ? `\n${inner}\n` : inner;
}
