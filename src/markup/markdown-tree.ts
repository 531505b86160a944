/** Markdown (GFM) as a tree, with the places of the addresses in it, which the tree itself doesn't have. Pure. */
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';
import { visit } from 'unist-util-visit';

/** A part of a text; `end` is past it; both count UTF-16 units. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A text, its tree, and the ranges of the addresses of its links, images and definitions, in the order the parser found them. */
export interface ParsedMarkdown {
  readonly text: string;
  readonly tree: MarkdownTree;
  readonly addresses: readonly Range[];
}

/** The root of a tree. */
export type MarkdownTree = ReturnType<typeof parse>;

/** Throws RangeError on nesting beyond the parser. */
export function parseMarkdown(text: string): ParsedMarkdown {
  const addresses: Range[] = [];
  return { text, tree: parse(text, addresses), addresses };
}

/** HTML within Markdown, as it stands there, but for the marks of quotes and lists around it, in whose place there are blanks. */
export interface HtmlPiece {
  readonly html: string;
  /** Where it begins in the text. */
  readonly start: number;
}

/** Every piece of HTML; positions within one, added to its start, are positions in the text. */
export function htmlPiecesOf({ text, tree }: ParsedMarkdown): readonly HtmlPiece[] {
  const found: HtmlPiece[] = [];
  visit(tree, 'html', ({ value, position }) => {
    const start = position?.start.offset ?? 0;
    const lines = text.slice(start, position?.end.offset).split('\n');
    const shown = value.split('\n');
    const html = lines.map((line, index) => withoutMarks(line, shown[index] ?? '')).join('\n');
    found.push({ html, start });
  });
  return found;
}

function withoutMarks(line: string, shown: string): string {
  return line.endsWith(shown) ? ' '.repeat(line.length - shown.length) + shown : line;
}

function parse(text: string, addresses: Range[]) {
  return unified().use(remarkParse).use(remarkGfm).use(noteAddresses, addresses).parse(text);
}

function noteAddresses(this: Processor, addresses: Range[]): void {
  const data = this.data();
  data.fromMarkdownExtensions ??= [];
  data.fromMarkdownExtensions.push({
    enter: {
      resourceDestinationString(token) {
        addresses.push({ start: token.start.offset, end: token.end.offset });
        this.buffer();
      },
      definitionDestinationString(token) {
        addresses.push({ start: token.start.offset, end: token.end.offset });
        this.buffer();
      },
    },
  });
}
