/** The HTML within a Markdown text. Pure. */
import { visit } from 'unist-util-visit';
import type { ParsedMarkdown } from './markdown-tree.ts';
import { runningTextOf } from './running-text.ts';

/** HTML within Markdown, as it stands there, but for the marks of quotes and lists around it, in whose place there are blanks. */
export interface HtmlPiece {
  readonly html: string;
  /** Where it begins in the text. */
  readonly start: number;
}

/** Every piece of HTML; positions within one, added to its start, are positions in the text. */
export function htmlPiecesOf(parsed: ParsedMarkdown): readonly HtmlPiece[] {
  const { text, tree } = parsed;
  const found: HtmlPiece[] = [];
  visit(tree, 'html', ({ value, position }) => {
    const start = position?.start.offset ?? 0;
    const lines = text.slice(start, position?.end.offset).split('\n');
    const shown = value.split('\n');
    const html = lines.map((line, index) => withoutMarks(line, shown[index] ?? '')).join('\n');
    found.push({ html, start });
  });
  return [...found, ...lookalikes(parsed)];
}

/** Tags that browsers take for tags and the parser doesn't, such as those with slashes in values without quotes. */
function lookalikes(parsed: ParsedMarkdown): readonly HtmlPiece[] {
  return runningTextOf(parsed)
    .filter(({ masked }) => masked.includes('<'))
    .map(({ masked, start }) => ({ html: masked.replace(/\\[\\<]/g, '  '), start }));
}

function withoutMarks(line: string, shown: string): string {
  return line.endsWith(shown) ? ' '.repeat(line.length - shown.length) + shown : line;
}
