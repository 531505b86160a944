/** Finds the positions of link and image addresses in a Markdown text, so that these alone can be replaced. */
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';
import { EXIT, visit } from 'unist-util-visit';

/** One address and its position. `end` is past it; both count UTF-16 units from the start of the text. */
export interface Destination {
  readonly kind: 'image' | 'link';
  /** Decoded as Markdown reads it. */
  readonly url: string;
  /** Offsets of the address in the text. */
  readonly start: number;
  readonly end: number;
}

/** What one pass over a text found. */
export interface Outline {
  readonly destinations: readonly Destination[];
  /** Plain text of the first heading that has any. */
  readonly heading: string | null;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const HTML_ADDRESS = /<(img|a)\b[^<>]*?\b(?:src|href)\s*=\s*["']?([^"'\s>]+)/dgi;

/** Links and images written inline, by definition, or as HTML. Throws RangeError on nesting beyond the parser. */
export function outlineOf(text: string): Outline {
  const ranges: Range[] = [];
  const tree = parse(text, ranges);
  return {
    destinations: [...markdownDestinations(tree, ranges), ...htmlDestinations(tree, text)],
    heading: headingOf(tree),
  };
}

/** The tree has the addresses but not their positions, which only the parser's own events have. */
function parse(text: string, ranges: Range[]) {
  return unified().use(remarkParse).use(remarkGfm).use(noteAddresses, ranges).parse(text);
}

type Tree = ReturnType<typeof parse>;

function noteAddresses(this: Processor, ranges: Range[]): void {
  const data = this.data();
  data.fromMarkdownExtensions ??= [];
  data.fromMarkdownExtensions.push({
    enter: {
      resourceDestinationString(token) {
        ranges.push({ start: token.start.offset, end: token.end.offset });
        this.buffer();
      },
      definitionDestinationString(token) {
        ranges.push({ start: token.start.offset, end: token.end.offset });
        this.buffer();
      },
    },
  });
}

/** Of the addresses within a node its own is the last one: those of nodes inside it come before. */
function markdownDestinations(tree: Tree, ranges: readonly Range[]): Destination[] {
  const shown = imageIdentifiers(tree);
  const found: Destination[] = [];
  visit(tree, ['link', 'image', 'definition'], (node) => {
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') return;
    const [start, end] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
    const own = ranges.findLast((range) => range.start >= start && range.end <= end);
    const image = node.type === 'image' || (node.type === 'definition' && shown.has(node.identifier));
    if (own !== undefined) found.push({ kind: image ? 'image' : 'link', url: node.url, ...own });
  });
  return found;
}

function imageIdentifiers(tree: Tree): ReadonlySet<string> {
  const found = new Set<string>();
  visit(tree, 'imageReference', ({ identifier }) => {
    found.add(identifier);
  });
  return found;
}

function htmlDestinations(tree: Tree, text: string): Destination[] {
  const found: Destination[] = [];
  visit(tree, 'html', ({ position }) => {
    const offset = position?.start.offset ?? 0;
    const html = text.slice(offset, position?.end.offset);
    for (const match of html.matchAll(HTML_ADDRESS)) {
      const [start, end] = match.indices?.[2] ?? [0, 0];
      const kind = match[1]?.toLowerCase() === 'img' ? 'image' : 'link';
      found.push({ kind, url: match[2] ?? '', start: offset + start, end: offset + end });
    }
  });
  return found;
}

function headingOf(tree: Tree): string | null {
  let found = '';
  visit(tree, 'heading', (heading) => {
    visit(heading, (node) => {
      if (node.type === 'text' || node.type === 'inlineCode') found += node.value;
    });
    return found.trim() === '' ? undefined : EXIT;
  });
  return found.trim() === '' ? null : found.trim();
}
