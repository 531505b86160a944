/** Parts of HTML that Markdown has no form for, and that stay HTML within it. */
import type { Options } from 'rehype-remark';
import rehypeStringify from 'rehype-stringify';
import type { Options as RemarkStringifyOptions } from 'remark-stringify';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { type HtmlTree, textOf } from './sanitise.ts';

const toHtml = unified().use(rehypeStringify);

/** The placeholder for a block that stays HTML; the sanitiser lets no such element in. */
const KEPT = 'ferry-kept';

/** As much of a node of an HTML tree as is needed here. */
interface HtmlNode {
  readonly type: string;
  readonly tagName?: string;
  readonly value?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly HtmlNode[];
}

type Handlers = Record<string, NonNullable<NonNullable<Options['handlers']>[string]>>;
type Handler = NonNullable<Handlers[string]>;
type Writers = NonNullable<RemarkStringifyOptions['handlers']>;

/** Inline elements whose absence changes what a text says: H₂O, 10³, what was added, how a word is spoken. */
const INLINE = ['sub', 'sup', 'ins', 'ruby', 'rt', 'rp'];
/** Elements whose text becomes code, which holds nothing but text. */
const CODE = ['code', 'kbd', 'samp', 'tt', 'var'];
const NOT_IN_CODE = new Set([...'img del s strike table ul ol dl pre blockquote hr'.split(' '), ...INLINE]);
/** What a cell of a Markdown table can't hold. */
const NOT_IN_CELLS = new Set('p div ul ol dl table pre blockquote hr h1 h2 h3 h4 h5 h6 figure'.split(' '));

/** Replaces tables and preformatted texts that Markdown can't express by a placeholder holding their HTML. */
export function keepBlocks() {
  return (tree: HtmlTree) => {
    visit(tree, 'element', (node) => {
      const fits = node.tagName === 'table' ? fitsMarkdown(node) : node.tagName !== 'pre' || isPlain(node);
      if (fits) return undefined;
      node.properties = { html: onOneLine(node) };
      node.tagName = KEPT;
      node.children = [];
      return SKIP;
    });
  };
}

/** A tag in running text: the tree of Markdown has HTML for blocks alone, so it borrows a kind that stands in a line. */
const TAG = 'mdxTextExpression';

const within: Handler = (state, node) => [
  tagNode(`<${node.tagName}>`),
  ...state.all(node),
  tagNode(`</${node.tagName}>`),
];

function tagNode(value: string) {
  // The library's types name only the nodes it makes itself; whatever else is there is written by `keptWriters`.
  return { type: TAG, value } as never;
}

const codeWithin: Handler = (state, node, parent) =>
  isPlain(node) ? { type: 'inlineCode', value: codeText(node) } : within(state, node, parent);

/** For the conversion to Markdown: what becomes of the elements that are kept. */
export const keptHandlers: Handlers = {
  [KEPT]: (_, node) => ({ type: 'html', value: String(node.properties.html) }),
  ...Object.fromEntries(INLINE.map((name) => [name, within])),
  ...Object.fromEntries(CODE.map((name) => [name, codeWithin])),
};

/** For writing Markdown: tags that are kept, as they are. */
export const keptWriters: Writers = Object.fromEntries([[TAG, (node: HtmlNode) => node.value ?? '']]);

function codeText(node: HtmlNode): string {
  return node.tagName === 'br' ? ' ' : (node.value ?? (node.children ?? []).map(codeText).join(''));
}

/** Without blank lines, at which Markdown takes HTML to end: line breaks are left only in what is preformatted. */
function onOneLine(node: HtmlTree['children'][number]): string {
  const copy = structuredClone({ type: 'root' as const, children: [node] });
  visit(copy, (each) => {
    if (each.type === 'element' && each.tagName === 'pre') return SKIP;
    if (each.type === 'text') each.value = each.value.replace(/[ \t\r\n\f]+/g, ' ');
    return undefined;
  });
  return toHtml.stringify(copy).replace(/\r\n?|\n/g, '&#10;');
}

/** Whether every cell of a table can stand in a line of Markdown; a caption has no place there. */
function fitsMarkdown(node: HtmlNode): boolean {
  return (node.children ?? []).every((part) => {
    if (part.tagName === 'caption') return textOf(part).trim() === '';
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

/** Whether nothing but looks is lost when only the text is left: no images, no links to somewhere that the text doesn't name. */
function isPlain(node: HtmlNode): boolean {
  return (node.children ?? []).every((part) => {
    const address = part.tagName === 'a' ? part.properties?.href : undefined;
    if (typeof address === 'string' && !textOf(part).includes(address)) return false;
    return !NOT_IN_CODE.has(part.tagName ?? '') && isPlain(part);
  });
}
