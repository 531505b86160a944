/** Links and images as wikis and editors write them and CommonMark doesn't have them: with blanks, with sizes, in `[[ ]]`. Pure. */
import type { ParsedMarkdown, Range } from './markdown-tree.ts';

/** A link or an image that a reader of Markdown shows as the signs it is written in. The range is that of all of it. */
export interface LooseLink extends Range {
  readonly kind: 'image' | 'link';
  readonly notation: 'inline' | 'wiki';
  readonly address: string;
  /** What it is to be shown as: the text in brackets, or behind the bar of a wiki's link; empty: nothing is said. */
  readonly label: string;
  /** With its quotes; empty: none. */
  readonly title: string;
}

/** Stands in the masked text for what is no running text. */
const MASK = '\0';
const INLINE =
  /(?<!\\)(!?)\[((?:[^[\]\n\\]|\\.){0,500})\]\(([^()\0\n]{0,1000}(?:\([^()\0\n]{0,200}\)[^()\0\n]{0,1000}){0,20})\)/g;
const WIKI = /(?<!\\)(!?)\[\[([^[\]|\0\s][^[\]|\0\n]{0,300})(?:\|([^[\]\0\n]{0,300}))?\]\]/g;
/** The address, a size (`=300x200`, `=50%x`) and a title. */
const INSIDE = /^\s*(?:<([^<>]*)>|(.*?))(?:\s+=\d*%?x\d*%?)?(?:\s+("[^"]*"|'[^']*'))?\s*$/;
/** A size instead of a text, as Obsidian has it. */
const SIZE = /^\s*\d+(?:x\d+)?\s*$/;
/** What stands in brackets after a text is often no address. */
const ADDRESS_LIKE = /\.[A-Za-z0-9]{1,8}(?:[?#].*)?$|[^\s/]\/[^\s/]|\{\{/;

/** In running text only: code, HTML and what the parser took for a link or an image are left out. In the order of the text. */
export function looseLinksIn(parsed: ParsedMarkdown): readonly LooseLink[] {
  if (!parsed.text.includes('[')) return [];
  const found = runningText(parsed).flatMap(({ masked, start }) => [
    ...[...masked.matchAll(INLINE)].flatMap((match) => inlineLink(match, start)),
    ...[...masked.matchAll(WIKI)].map((match) => wikiLink(match, start)),
  ]);
  return found.sort((one, other) => one.start - other.start);
}

function inlineLink(match: RegExpExecArray, offset: number): LooseLink[] {
  const [all, mark, label = '', inside = ''] = match;
  const [, angled, plain = '', title = ''] = INSIDE.exec(inside) ?? [];
  const address = (angled ?? plain).trim();
  const kind = mark === '!' ? 'image' : 'link';
  if (address === '' || (kind === 'link' && !ADDRESS_LIKE.test(address))) return [];
  const start = offset + match.index;
  return [{ kind, notation: 'inline', address, label, title, start, end: start + all.length }];
}

/** In a table the bar is written `\|`. */
function wikiLink(match: RegExpExecArray, offset: number): LooseLink {
  const [all, mark, page = '', text = ''] = match;
  const start = offset + match.index;
  const label = mark === '!' && SIZE.test(text) ? '' : text.trim();
  const address = page.replace(/\\$/, '').trim();
  return {
    ...{ kind: mark === '!' ? 'image' : 'link', notation: 'wiki', address, label, title: '' },
    ...{ start, end: start + all.length },
  };
}

interface RunningText {
  readonly masked: string;
  readonly start: number;
}

/** As much of a node of the tree as is needed here. */
interface TreeNode {
  readonly type: string;
  readonly children?: readonly TreeNode[];
  readonly position?: { readonly start: Point; readonly end: Point } | undefined;
}

interface Point {
  readonly offset?: number | undefined;
}

const BLOCKS = new Set(['paragraph', 'heading', 'tableCell']);

/** The text of paragraphs, headings and cells, of the same length as in the source. */
function runningText({ text, tree }: ParsedMarkdown): readonly RunningText[] {
  return blocksOf(tree).map((block) => {
    const range = rangeOf(block);
    return { masked: masked(text, range, hiddenIn(block)), start: range.start };
  });
}

function blocksOf(node: TreeNode): readonly TreeNode[] {
  return BLOCKS.has(node.type) ? [node] : (node.children ?? []).flatMap(blocksOf);
}

/** Of links only what stands around their text is hidden. */
function hiddenIn(node: TreeNode): readonly Range[] {
  if (node.type === 'text') return [];
  const { start, end } = rangeOf(node);
  const [first, last] = [node.children?.[0], node.children?.at(-1)];
  if (first === undefined || last === undefined) return [{ start, end }];
  const inner = (node.children ?? []).flatMap(hiddenIn);
  if (node.type !== 'link' && node.type !== 'linkReference') return inner;
  return [{ start, end: rangeOf(first).start }, ...inner, { start: rangeOf(last).end, end }];
}

function masked(text: string, { start, end }: Range, hidden: readonly Range[]): string {
  let shown = '';
  let at = start;
  for (const range of hidden) {
    if (range.end <= at) continue;
    shown += text.slice(at, Math.max(at, range.start)) + MASK.repeat(range.end - Math.max(at, range.start));
    at = range.end;
  }
  return shown + text.slice(at, end);
}

function rangeOf({ position }: TreeNode): Range {
  return { start: position?.start.offset ?? 0, end: position?.end.offset ?? 0 };
}
