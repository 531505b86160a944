/** The places of link and image addresses in a Markdown text, so that these alone can be replaced. */
import { EXIT, visit } from 'unist-util-visit';
import { addressesIn } from '../../markup/html-addresses.ts';
import { htmlPiecesOf } from '../../markup/html-pieces.ts';
import { type LooseLink, looseLinksIn } from '../../markup/loose-links.ts';
import { type MarkdownTree, type ParsedMarkdown, parseMarkdown, type Range } from '../../markup/markdown-tree.ts';

/** One address and the place of what it is replaced in. */
export interface Destination extends Range {
  readonly kind: 'image' | 'link';
  /** Decoded as Markdown or HTML reads it. */
  readonly url: string;
  /** As it is written. */
  readonly written: string;
  /** What stands there is no link yet, and becomes one together with its address. */
  readonly loose?: LooseLink;
  /** It stands in HTML without quotes around it. */
  readonly bare?: boolean;
}

/** What one pass over a text found. */
export interface Outline {
  readonly destinations: readonly Destination[];
  /** Plain text of the first heading that has any. */
  readonly heading: string | null;
}

/** Links and images written inline, by definition, as HTML, or loosely. Throws RangeError on nesting beyond the parser. */
export function outlineOf(text: string): Outline {
  const parsed = parseMarkdown(text);
  const loose = looseLinksIn(parsed).map((link) => ({
    ...{ kind: link.kind, url: link.address, written: link.address, loose: link },
    ...{ start: link.start, end: link.end },
  }));
  return {
    destinations: [...markdownDestinations(parsed), ...htmlDestinations(parsed), ...loose],
    heading: headingOf(parsed.tree),
  };
}

/** Of the addresses within a node its own is the last one: those of nodes inside it come before. */
function markdownDestinations({ tree, text, addresses }: ParsedMarkdown): Destination[] {
  const shown = imageIdentifiers(tree);
  const found: Destination[] = [];
  visit(tree, ['link', 'image', 'definition'], (node) => {
    if (node.type !== 'link' && node.type !== 'image' && node.type !== 'definition') return;
    const [start, end] = [node.position?.start.offset ?? 0, node.position?.end.offset ?? 0];
    const own = addresses.findLast((range) => range.start >= start && range.end <= end);
    const image = node.type === 'image' || (node.type === 'definition' && shown.has(node.identifier));
    if (own === undefined) return;
    found.push({ kind: image ? 'image' : 'link', url: node.url, written: text.slice(own.start, own.end), ...own });
  });
  return found;
}

function imageIdentifiers(tree: MarkdownTree): ReadonlySet<string> {
  const found = new Set<string>();
  visit(tree, 'imageReference', ({ identifier }) => {
    found.add(identifier);
  });
  return found;
}

function htmlDestinations(parsed: ParsedMarkdown): Destination[] {
  return htmlPiecesOf(parsed).flatMap(({ html, start: offset }) =>
    addressesIn(html).map(({ kind, url, start, end, bare }) => ({
      ...{ kind, url, written: url, bare },
      ...{ start: offset + start, end: offset + end },
    })),
  );
}

function headingOf(tree: MarkdownTree): string | null {
  let found = '';
  visit(tree, 'heading', (heading) => {
    visit(heading, (node) => {
      if (node.type === 'text' || node.type === 'inlineCode') found += node.value;
    });
    return found.trim() === '' ? undefined : EXIT;
  });
  return found.trim() === '' ? null : found.trim();
}
