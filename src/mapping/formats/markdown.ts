/** What a Markdown text points at: assets to re-host, records to link, and what will be missing. */
import remarkGfm from 'remark-gfm';
import remarkParse from 'remark-parse';
import { unified } from 'unified';
import { visit } from 'unist-util-visit';
import type { PathStep } from '../../model/json.ts';
import { type Frame, lose } from '../journal.ts';
import { isAssetToken, noteToken } from './tokens.ts';

const parser = unified().use(remarkParse).use(remarkGfm);
const POINTS_SOMEWHERE = /\]\(|\]:|<[a-z]|ferry-(?:asset|record):|!\[/i;
const HTML_POINTERS = /<(img|a)\b[^<>]*?\b(?:src|href)\s*=\s*["']?([^"'\s>]+)/gi;

/** An image or a link of a text. */
interface Pointer {
  readonly kind: 'image' | 'link';
  readonly url: string;
}

/**
 * Notes every asset and record token of the text at `path` in the journal, once each, and counts images that stay outside
 * (`image-outside`) and relative links that lead nowhere (`image-dangling`, `link-dangling`). The text itself isn't changed.
 */
export function collectTargets(text: string, frame: Frame, path: readonly PathStep[]): void {
  if (!POINTS_SOMEWHERE.test(text)) return;
  const tokens = new Set<string>();
  for (const pointer of pointersOf(text)) {
    if (tokens.has(pointer.url)) continue;
    if (noteToken(pointer.url, frame, path)) tokens.add(pointer.url);
    else countLoss(pointer, frame, path);
  }
}

/** Notes the assets that the text shows, once each, for the list of their hashes at `path`. Whether there are any. */
export function collectAssets(text: string, frame: Frame, path: readonly PathStep[]): boolean {
  const urls = new Set(POINTS_SOMEWHERE.test(text) ? pointersOf(text).map(({ url }) => url) : []);
  const shown = [...urls].filter((url) => isAssetToken(url));
  for (const url of shown) noteToken(url, frame, path);
  return shown.length > 0;
}

/** Markdown's own images and links, those by reference, and those in HTML within it. */
function pointersOf(text: string): readonly Pointer[] {
  const found: Pointer[] = [];
  const definitions = new Map<string, string>();
  const tree = parser.parse(text);
  visit(tree, 'definition', (node) => {
    definitions.set(node.identifier, node.url);
  });
  visit(tree, (node) => {
    if (node.type === 'image' || node.type === 'link') found.push({ kind: node.type, url: node.url });
    if (node.type === 'imageReference') found.push({ kind: 'image', url: definitions.get(node.identifier) ?? '' });
    if (node.type === 'linkReference') found.push({ kind: 'link', url: definitions.get(node.identifier) ?? '' });
    if (node.type === 'html') found.push(...htmlPointers(node.value));
  });
  return found.filter(({ url }) => url !== '');
}

function htmlPointers(html: string): readonly Pointer[] {
  return [...html.matchAll(HTML_POINTERS)].map(([, tag, url = '']) => ({
    kind: tag?.toLowerCase() === 'img' ? 'image' : 'link',
    url,
  }));
}

/** Counts what will not be there after the migration: images on other servers, relative images and links. */
function countLoss({ kind, url }: Pointer, frame: Frame, path: readonly PathStep[]): void {
  const outside = /^(?:[a-z][a-z0-9+.-]*:)?\/\//i.test(url) || /^[a-z][a-z0-9+.-]*:/i.test(url);
  if (kind === 'image') {
    if (outside) lose(frame, path, { code: 'image-outside', params: { host: hostOf(url) } });
    else lose(frame, path, { code: 'image-dangling' });
    return;
  }
  if (outside || url.startsWith('#')) return;
  lose(frame, path, { code: 'link-dangling', params: { why: 'relative' } });
}

function hostOf(url: string): string | null {
  return /^(?:[a-z]+:)?\/\/(?:[^/@]*@)?([a-z0-9.-]{1,100})/i.exec(url)?.[1] ?? null;
}
