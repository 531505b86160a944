/** The running text of Markdown: what the parser found to be nothing but text. Pure. */
import type { ParsedMarkdown, Range } from './markdown-tree.ts';

/** A paragraph, heading or cell; what is no text of it, such as code and links, is NUL in `masked`. */
export interface RunningText {
  readonly masked: string;
  /** Where it begins in the text. */
  readonly start: number;
}

const MASK = '\0';

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
export function runningTextOf({ text, tree }: ParsedMarkdown): readonly RunningText[] {
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
