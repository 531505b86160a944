/** Markdown (GFM) as a tree, with the places of the addresses in it, which the tree itself doesn't have. Pure. */
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { type Processor, unified } from 'unified';

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
