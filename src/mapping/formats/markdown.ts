/** What a Markdown text points at: assets to re-host, records to link, and what will be missing. */
import { visit } from 'unist-util-visit';
import { addressesIn } from '../../markup/html-addresses.ts';
import { htmlPiecesOf } from '../../markup/html-pieces.ts';
import { startTagsOf } from '../../markup/html-tags.ts';
import { looseLinksIn } from '../../markup/loose-links.ts';
import { type MarkdownTree, type ParsedMarkdown, parseMarkdown } from '../../markup/markdown-tree.ts';
import type { PathStep } from '../../model/json.ts';
import { type Frame, lose } from '../journal.ts';
import { addressKeptForLater } from './image-address.ts';
import { SILENT, schemeOf, TAGS } from './sanitise.ts';
import { isAssetToken, noteToken } from './tokens.ts';

const POINTS_SOMEWHERE = /\]\(|\]:|\[\[|<[a-z]|ferry-(?:asset|record):|!\[|:\/\//i;
/** What readers of Markdown show as it is, or whose content they do. */
const SHOWN: ReadonlySet<string> = new Set([...TAGS, ...SILENT, ...['picture', 'source', 'input']]);
const WEB = new Set(['http', 'https']);
const FOLLOWED = new Set(['mailto', 'tel', ...WEB]);

/** An image or a link of a text. */
interface Pointer {
  readonly kind: 'image' | 'link';
  readonly url: string;
}

/**
 * Notes every asset and record token of the text at `path` in the journal, once each, and counts what its readers will miss:
 * images that stay outside (`image-outside`) or lead nowhere (`image-dangling`), links that lead nowhere (`link-dangling`),
 * addresses that no page follows (`address-removed`), and elements that no page shows (`html-dropped`). The text itself isn't
 * changed. Throws RangeError on nesting beyond the parser.
 */
export function collectTargets(text: string, frame: Frame, path: readonly PathStep[]): void {
  if (!POINTS_SOMEWHERE.test(text)) return;
  const tokens = new Set<string>();
  const parsed = parseMarkdown(text);
  for (const pointer of pointersOf(parsed)) {
    if (tokens.has(pointer.url)) continue;
    if (noteToken(pointer.url, frame, path)) tokens.add(pointer.url);
    else countLoss(pointer, frame, path);
  }
  countUnshown(parsed, frame, path);
}

/** Notes the assets that the text shows, once each, for the list of their hashes at `path`. Whether there are any. */
export function collectAssets(text: string, frame: Frame, path: readonly PathStep[]): boolean {
  const urls = new Set(POINTS_SOMEWHERE.test(text) ? pointersOf(parseMarkdown(text)).map(({ url }) => url) : []);
  const shown = [...urls].filter((url) => isAssetToken(url));
  for (const url of shown) noteToken(url, frame, path);
  return shown.length > 0;
}

/** Markdown's own images and links, those by reference, those in HTML within it, and those that are written loosely. */
function pointersOf(parsed: ParsedMarkdown): readonly Pointer[] {
  const loose = looseLinksIn(parsed).map(({ kind, address }) => ({ kind, url: address }));
  const inHtml = htmlPiecesOf(parsed).flatMap(({ html }) => addressesIn(html));
  return [...ownPointers(parsed.tree), ...inHtml, ...loose];
}

/** Of two definitions of one name the first counts. */
function ownPointers(tree: MarkdownTree): readonly Pointer[] {
  const found: Pointer[] = [];
  const definitions = new Map<string, string>();
  visit(tree, 'definition', ({ identifier, url }) => {
    if (!definitions.has(identifier)) definitions.set(identifier, url);
  });
  visit(tree, (node) => {
    if (node.type === 'image' || node.type === 'link') found.push({ kind: node.type, url: node.url });
    if (node.type === 'imageReference') found.push({ kind: 'image', url: definitions.get(node.identifier) ?? '' });
    if (node.type === 'linkReference') found.push({ kind: 'link', url: definitions.get(node.identifier) ?? '' });
  });
  return found;
}

/** Counts what will not be there after the migration: images on other servers, images and links that lead nowhere. */
function countLoss({ kind, url }: Pointer, frame: Frame, path: readonly PathStep[]): void {
  const scheme = url.startsWith('//') ? 'https' : schemeOf(url);
  // One letter before the colon is a drive of Windows.
  const relative = scheme === null || scheme.length === 1;
  if (kind === 'image') {
    if (relative) lose(frame, path, { code: 'image-dangling' });
    else if (WEB.has(scheme)) lose(frame, path, { code: 'image-outside', params: { host: hostOf(url) } });
    else lose(frame, path, { code: 'address-removed', params: { of: kind, scheme } });
    return;
  }
  if (url === '' || url.startsWith('#')) return;
  if (relative) lose(frame, path, { code: 'link-dangling', params: { why: 'relative' } });
  else if (!FOLLOWED.has(scheme)) lose(frame, path, { code: 'address-removed', params: { of: kind, scheme } });
}

/** Elements that no reader of Markdown shows, and images whose address scripts would put in place. */
function countUnshown(parsed: ParsedMarkdown, frame: Frame, path: readonly PathStep[]): void {
  for (const { name, attributes } of htmlPiecesOf(parsed).flatMap(({ html }) => startTagsOf(html))) {
    if (!SHOWN.has(name)) lose(frame, path, { code: 'html-dropped', params: { element: name } });
    if (name !== 'img') continue;
    const byName = Object.fromEntries(attributes.map((attribute) => [attribute.name, attribute.value]));
    if (byName.src === undefined && byName.srcset === undefined) lose(frame, path, { code: 'image-dangling' });
    else if (addressKeptForLater(byName) !== undefined)
      lose(frame, path, { code: 'address-removed', params: { of: 'image', scheme: null } });
  }
}

function hostOf(url: string): string | null {
  return /^(?:[a-z]+:)?\/\/(?:[^/@]*@)?([a-z0-9.-]{1,100})/i.exec(url)?.[1] ?? null;
}
