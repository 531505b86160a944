/** Inline elements in places where Markdown has none: around blocks, within their own kind, and side by side. */
import type { HtmlTree } from './sanitise.ts';

const words = (list: string) => list.split(' ');
const INLINE = new Set([
  ...words('a b strong i em u mark cite dfn small big font q sub sup ins del s strike code kbd samp tt var ruby rt rp'),
  ...words('span abbr bdi bdo time'),
]);
const BLOCKS = new Set([
  ...words('p div ul ol dl table pre blockquote hr h1 h2 h3 h4 h5 h6 figure section article header footer'),
  ...words('main aside nav address center details'),
]);
/** Parts of blocks, which hold text themselves. */
const PARTS = new Set(words('li dt dd thead tbody tfoot tr td th caption colgroup summary figcaption'));
/** Blocks that a heading may be written with; any other makes it none. */
const SOFT = new Set(words('p div center section header'));
const HARD = new Set([...BLOCKS].filter((name) => !SOFT.has(name)));
const HEADING = 'heading';
/** Elements that become the same mark of Markdown. */
const MARKS: Readonly<Record<string, string>> = {
  ...{ b: 'strong', strong: 'strong', i: 'em', em: 'em', u: 'em', mark: 'em' },
  ...{ del: 'del', s: 'del', strike: 'del' },
  ...{ code: 'code', kbd: 'code', samp: 'code', tt: 'code', var: 'code' },
  ...Object.fromEntries(words('h1 h2 h3 h4 h5 h6').map((name) => [name, HEADING])),
};

type Element = Extract<HtmlTree['children'][number], { type: 'element' }>;
type Child = Element['children'][number];

/**
 * Moves such elements into the blocks that they stand around, joins those that follow one another, and takes away those that
 * mark nothing. No text and no link goes.
 */
export function flattenInline() {
  return (tree: HtmlTree) => {
    const children = tree.children.flatMap((child) => (child.type === 'doctype' ? [] : flattened(child, new Set())));
    tree.children = joined(children);
  };
}

/** `open`: the marks around it. */
function flattened(node: Child, open: ReadonlySet<string>): readonly Child[] {
  if (node.type !== 'element') return [node];
  if (INLINE.has(node.tagName) && holds(node, BLOCKS)) {
    return node.children.flatMap((child) => movedInto(child, node)).flatMap((child) => flattened(child, open));
  }
  const mark = MARKS[node.tagName];
  const vain = isVain(node, open);
  const within = mark === undefined || vain ? open : new Set([...open, mark]);
  node.children = joined(node.children.flatMap((child) => flattened(child, within)));
  if (vain && SOFT.has(node.tagName)) return [blank(), ...node.children, blank()];
  return vain || (mark !== undefined && marksNothing(node)) ? node.children : [node];
}

/** What the inline element holds, with the element around the text in each block instead of around the block. */
function movedInto(child: Child, around: Element): readonly Child[] {
  if (child.type === 'text' && child.value.trim() === '') return [child];
  if (child.type === 'element') {
    if (child.tagName === 'br' || child.tagName === 'hr') return [child];
    if (PARTS.has(child.tagName) || BLOCKS.has(child.tagName) || holds(child, BLOCKS)) {
      child.children = child.children.flatMap((inner) => movedInto(inner, around));
      return [child];
    }
  }
  return [{ ...around, children: [child] }];
}

/** Whether Markdown has no such element in this place. */
function isVain(node: Element, open: ReadonlySet<string>): boolean {
  const mark = MARKS[node.tagName];
  if (mark === HEADING) return holds(node, HARD);
  if (SOFT.has(node.tagName)) return open.has(HEADING);
  return mark !== undefined && open.has(mark);
}

/** Blanks and line breaks alone make no mark. */
function marksNothing({ children }: Element): boolean {
  return children.every((child) =>
    child.type === 'element' ? child.tagName === 'br' : child.type !== 'text' || child.value.trim() === '',
  );
}

function joined(children: readonly Child[]): Child[] {
  const found: Child[] = [];
  for (const child of children) {
    const last = found.at(-1);
    const same = isMark(child) && isMark(last) && MARKS[child.tagName] === MARKS[last.tagName];
    if (same && MARKS[child.tagName] !== HEADING) last.children = joined([...last.children, ...child.children]);
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

function blank(): Child {
  return { type: 'text', value: ' ' };
}
