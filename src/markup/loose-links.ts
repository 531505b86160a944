/** Links and images as wikis and editors write them and CommonMark doesn't have them: with blanks, with sizes, in `[[ ]]`. Pure. */
import type { ParsedMarkdown, Range } from './markdown-tree.ts';
import { runningTextOf } from './running-text.ts';

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
  const found = runningTextOf(parsed).flatMap(({ masked, start }) => [
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
