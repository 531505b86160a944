/** Texts as people wrote them, with mentions of RT's own records, files and images replaced by tokens. */
import rehypeParse from 'rehype-parse';
import rehypeStringify from 'rehype-stringify';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import { assetToken } from '../../model/text-tokens.ts';
import { withoutTokensInHtml } from './foreign-tokens.ts';
import { type Mention, mentionsIn, type OwnNames, tokenOf } from './mentions.ts';

/** Files of the same message by Content-ID, to which `cid:` addresses refer. */
export type Inline = ReadonlyMap<string, string>;

const NOTHING: Inline = new Map();
/** Attributes that hold an address. */
const ADDRESSES = ['href', 'src', 'background', 'poster'];
/** Elements in whose text no links are made. */
const CLOSED = new Set(['a', 'script', 'style', 'textarea', 'title', 'select', 'button', 'template']);

/**
 * The same HTML with `cid:` images as `ferry-asset:` tokens and everything that leads to a record of this RT as
 * `ferry-record:` tokens; names in running text become links. Comes back unchanged, to the letter, when there is nothing of
 * the kind. Tokens that people typed are disarmed; beyond that nothing is sanitised here.
 */
export function rewriteHtml(given: string, ownNames: OwnNames, inline: Inline = NOTHING): string {
  const html = withoutTokensInHtml(given);
  try {
    const tree = toTree.parse(html);
    return rewriteTree(tree, ownNames, inline) ? toHtml.stringify(tree) : html;
  } catch (error) {
    // Tens of thousands of nested elements exhaust the stack: the text stays as it is, so that it doesn't stop a run.
    if (error instanceof RangeError) return html;
    throw error;
  }
}

/** HTML that shows exactly this text: line breaks, runs of blanks and signs that mean something in HTML included. */
export function textToHtml(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&nbsp;&nbsp;&nbsp; ')
    .replace(/^ | (?= )| $/gm, '&nbsp;')
    .replaceAll('\n', '<br>\n');
}

/** The text as HTML with links to what it mentions; null when it mentions nothing, and the text may stay as it is. */
export function linkText(text: string, ownNames: OwnNames): string | null {
  const mentions = mentionsIn(text, ownNames);
  if (mentions.length === 0) return null;
  return piecesOf(text, mentions)
    .map(({ text: piece, token }) =>
      token === null ? textToHtml(piece) : `<a href="${token}">${textToHtml(piece)}</a>`,
    )
    .join('');
}

const toTree = unified().use(rehypeParse, { fragment: true });
const toHtml = unified().use(rehypeStringify);
type Root = ReturnType<typeof toTree.parse>;

/** True when something was changed. */
function rewriteTree(tree: Root, ownNames: OwnNames, inline: Inline): boolean {
  const addresses = rewriteAddresses(tree, ownNames, inline);
  return linkMentions(tree, ownNames) || addresses;
}

function rewriteAddresses(tree: Root, ownNames: OwnNames, inline: Inline): boolean {
  let changed = false;
  visit(tree, 'element', ({ properties }) => {
    for (const name of ADDRESSES) {
      const token = tokenFor(properties[name], ownNames, inline);
      if (token === undefined) continue;
      properties[name] = token;
      changed = true;
    }
  });
  return changed;
}

function linkMentions(tree: Root, ownNames: OwnNames): boolean {
  let changed = false;
  visit(tree, (node, index, parent) => {
    if (node.type === 'element' && CLOSED.has(node.tagName)) return SKIP;
    if (node.type !== 'text' || parent === undefined || index === undefined) return undefined;
    const mentions = mentionsIn(node.value, ownNames);
    if (mentions.length === 0) return undefined;
    const pieces = piecesOf(node.value, mentions).map(nodeOf);
    parent.children.splice(index, 1, ...pieces);
    changed = true;
    return index + pieces.length;
  });
  return changed;
}

function tokenFor(value: unknown, ownNames: OwnNames, inline: Inline): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [, id] = /^\s*cid:(.+?)\s*$/i.exec(value) ?? [];
  if (id === undefined) return tokenOf(value, ownNames);
  const ref = inline.get(id) ?? inline.get(plain(id));
  return ref === undefined ? undefined : assetToken(ref);
}

/** Percent-encoding is allowed in `cid:` addresses and not in the header they mean. */
function plain(id: string): string {
  try {
    return decodeURIComponent(id);
  } catch {
    return id;
  }
}

interface Piece {
  readonly text: string;
  readonly token: string | null;
}

function piecesOf(text: string, mentions: readonly Mention[]): readonly Piece[] {
  const pieces = mentions.flatMap(({ from, to, token }, index) => [
    { text: text.slice(mentions[index - 1]?.to ?? 0, from), token: null },
    { text: text.slice(from, to), token },
  ]);
  return [...pieces, { text: text.slice(mentions.at(-1)?.to ?? 0), token: null }].filter((piece) => piece.text !== '');
}

function nodeOf({ text, token }: Piece) {
  const node = { type: 'text' as const, value: text };
  if (token === null) return node;
  return { type: 'element' as const, tagName: 'a', properties: { href: token }, children: [node] };
}
