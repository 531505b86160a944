/** The addresses that a piece of HTML holds: of images and recordings, and of links. Pure. */
import { type Attribute, startTagsOf, type Tag } from './html-tags.ts';

/** One address. `start` and `end` count UTF-16 units; what stands there may be replaced by another address as a whole. */
export interface HtmlAddress {
  readonly kind: 'image' | 'link';
  readonly url: string;
  readonly start: number;
  readonly end: number;
  /** Without quotes around it, which another address may need. */
  readonly bare: boolean;
}

const LINKS = new Set(['a', 'area']);
/** Attributes with one address, whatever element they belong to. */
const SINGLE = new Set(['src', 'href', 'poster', 'background', 'xlink:href']);
const CANDIDATE = /([^\s,]\S*[^\s,]|[^\s,])(?:\s[^,]*)?/g;

/** Of all start tags, in order; `base`, `link` and scripts lead to nothing that a reader sees. */
export function addressesIn(html: string): readonly HtmlAddress[] {
  return startTagsOf(html).flatMap((tag) => addressesOf(tag, html));
}

function addressesOf({ name, attributes }: Tag, html: string): readonly HtmlAddress[] {
  if (name === 'script' || name === 'link' || name === 'base') return [];
  const kind = LINKS.has(name) ? 'link' : 'image';
  return attributes.flatMap((attribute) => {
    if (attribute.name === 'srcset') return candidatesOf(attribute, html);
    const isAddress = SINGLE.has(attribute.name) || (name === 'object' && attribute.name === 'data');
    const { value, start, end, bare } = attribute;
    return isAddress ? [{ kind, url: value.trim(), start, end, bare }] : [];
  });
}

/** A list of images of several sizes. With entities in it the places of its addresses aren't known, and it stays as it is. */
function candidatesOf({ value, start }: Attribute, html: string): readonly HtmlAddress[] {
  if (!html.startsWith(value, start)) return [];
  return [...value.matchAll(CANDIDATE)].map(({ 1: url = '', index }) => {
    const at = start + index;
    return { kind: 'image', url, start: at, end: at + url.length, bare: false };
  });
}
