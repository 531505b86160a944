/** Inline elements in places where Markdown has none: around blocks, within their own kind, and side by side. */
import type { HtmlTree } from './sanitise.ts';

const INLINE = new Set(
  'b strong i em u mark cite dfn small big font q sub sup ins code kbd samp tt var ruby rt span abbr bdi bdo time'.split(
    ' ',
  ),
);
const BLOCKS = new Set([
  ...'p div ul ol dl table pre blockquote hr h1 h2 h3 h4 h5 h6 figure section article header footer'.split(' '),
  ...'main aside nav address center details'.split(' '),
]);
const HEADING = 'heading';
/** Blocks that a heading may be written with; any other makes it none. */
const SOFT = new Set(['p', 'div', 'center', 'section', 'header']);
const HARD = new Set([...BLOCKS].filter((name) => !SOFT.has(name)));
/** Elements that become the same mark of Markdown. */
const MARKS: Readonly<Record<string, string>> = {
  ...{ b: 'strong', strong: 'strong', i: 'em', em: 'em', u: 'em', mark: 'em' },
  ...{ del: 'del', s: 'del', strike: 'del' },
  ...{ code: 'code', kbd: 'code', samp: 'code', tt: 'code', var: 'code' },
};

type Element = Extract<HtmlTree['children'][number], { type: 'element' }>;
type Child = Element['children'][number];

/** Takes away such elements, and joins those that follow one another: what they look like may be lost, what they say stays. */
export function flattenInline() {
  return (tree: HtmlTree) => {
    const children = tree.children.flatMap((child) => (child.type === 'doctype' ? [] : flattened(child, new Set())));
    tree.children = joined(children);
  };
}

function flattened(node: Child, open: ReadonlySet<string>): readonly Child[] {
  if (node.type !== 'element') return [node];
  const mark = markOf(node.tagName);
  const vain = isVain(node, open);
  const within = mark === undefined || vain ? open : new Set([...open, mark]);
  node.children = joined(node.children.flatMap((child) => flattened(child, within)));
  if (vain && SOFT.has(node.tagName))
    return [{ type: 'text', value: ' ' }, ...node.children, { type: 'text', value: ' ' }];
  return vain || (mark !== undefined && isEmpty(node)) ? node.children : [node];
}

/** Whether Markdown has no such element in this place. */
function isVain(node: Element, open: ReadonlySet<string>): boolean {
  const { tagName } = node;
  const mark = markOf(tagName);
  if (mark === HEADING) return holds(node, HARD);
  if (SOFT.has(tagName)) return open.has(HEADING);
  return (mark !== undefined && open.has(mark)) || (INLINE.has(tagName) && holds(node, BLOCKS));
}

/** Blanks and line breaks make no mark. */
function isEmpty({ children }: Element): boolean {
  return children.every(
    (child) =>
      (child.type === 'text' && child.value.trim() === '') || (child.type === 'element' && child.tagName === 'br'),
  );
}

function markOf(tagName: string): string | undefined {
  return /^h[1-6]$/.test(tagName) ? HEADING : MARKS[tagName];
}

function joined(children: readonly Child[]): Child[] {
  const found: Child[] = [];
  for (const child of children) {
    const last = found.at(-1);
    if (isMark(child) && isMark(last) && MARKS[child.tagName] === MARKS[last.tagName])
      last.children.push(...child.children);
    else found.push(child);
  }
  return found;
}

function isMark(node: Child | undefined): node is Element {
  return node?.type === 'element' && MARKS[node.tagName] !== undefined;
}

function holds({ children }: Element, names: ReadonlySet<string>): boolean {
  return children.some((child) => child.type === 'element' && (names.has(child.tagName) || holds(child, names)));
}
