/** HTML of other people as a tree with nothing active in it; whatever is taken away is told. */
import rehypeParse from 'rehype-parse';
import sanitizeHtml from 'sanitize-html';
import { unified } from 'unified';
import { SKIP, visit } from 'unist-util-visit';
import type { UnplacedLoss } from '../../messages/make.ts';
import { addressKeptForLater, imageAddress } from './image-address.ts';

/** An element, a handler of events or an address that is not there any more. */
export type HtmlLoss = Extract<UnplacedLoss, { code: 'html-dropped' | 'address-removed' }>;

/** Called once for each. */
export type Lost = (loss: HtmlLoss) => void;

const DEEPEST = 100;
/** Elements that are let through; a reader of Markdown shows them, or what is in them. */
export const TAGS: readonly string[] = [
  ...sanitizeHtml.defaults.allowedTags,
  ...['img', 'del', 'ins', 'strike', 'font', 'center', 'tt', 'big', 'details', 'summary'],
];
/** Around the content or about its looks: without them nothing is lost. */
export const SILENT: ReadonlySet<string> = new Set(
  'html head body meta link title style o:p wbr base !doctype'.split(' '),
);
/** Attributes that hold an address a reader could follow or see. */
const ADDRESSES: Readonly<Record<string, 'image' | 'link'>> = { href: 'link', src: 'image', background: 'image' };
/** The address as it was, until the tree shows whether the sanitiser left it. */
const WAS = 'data-ferry-was';

const fragments = unified().use(rehypeParse, { fragment: true });

/** The root of a tree of HTML. */
export type HtmlTree = ReturnType<typeof fragments.parse>;

/**
 * Without scripts, styles, handlers of events and addresses of other schemes than the web's, mail's and Ferry's own. What a
 * link or an image with such an address said stays as text, with the address where a reader can do something with it.
 */
export function cleanTree(html: string, lost: Lost): HtmlTree {
  const tree = fragments.parse(sanitised(html, lost));
  settleAddresses(tree, lost);
  return tree;
}

/** The scheme of an address in lower case, as browsers read it; null when it names none. */
export function schemeOf(address: string): string | null {
  return /^([a-z][a-z0-9+.-]*):/i.exec(address.replace(/[\0-\x20]/g, ''))?.[1]?.toLowerCase() ?? null;
}

function sanitised(html: string, lost: Lost): string {
  return sanitizeHtml(html, {
    allowedTags: [...TAGS],
    allowedAttributes: {
      a: ['href', 'title', WAS],
      img: ['src', 'alt', 'title', WAS],
      td: ['colspan', 'rowspan', 'align'],
      th: ['colspan', 'rowspan', 'align'],
      ol: ['start'],
      code: ['class'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'ferry-asset', 'ferry-record'],
    allowProtocolRelative: false,
    nestingLimit: DEEPEST,
    onOpenTag: (name, attributes) => tellRemoved(name, attributes, lost),
    transformTags: {
      a: (tagName, { [WAS]: _, ...attribs }) => ({ tagName, attribs: withAddress(attribs, 'href', attribs.href) }),
      img: (tagName, { [WAS]: _, ...attribs }) => ({
        tagName,
        attribs: withAddress(attribs, 'src', imageAddress(attribs)),
      }),
    },
  });
}

/** An address that leaves the scheme to the page is one of the web. */
function withAddress(attribs: sanitizeHtml.Attributes, name: string, address: string | undefined) {
  if (address === undefined) return attribs;
  return { ...attribs, [name]: address.trim().replace(/^\/\//, 'https://'), [WAS]: address.trim() };
}

function tellRemoved(name: string, attributes: sanitizeHtml.Attributes, lost: Lost): void {
  if (SILENT.has(name)) return;
  if (!TAGS.includes(name)) {
    lost({ code: 'html-dropped', params: { element: name } });
    return;
  }
  for (const attribute of Object.keys(attributes)) {
    if (attribute.startsWith('on')) lost({ code: 'html-dropped', params: { element: attribute } });
  }
  for (const [of, address] of strayAddresses(name, attributes)) tellAddress(of, address, lost);
}

/** Addresses in attributes that are never let through. */
function strayAddresses(
  name: string,
  attributes: sanitizeHtml.Attributes,
): readonly (readonly ['image' | 'link', string])[] {
  const later = name === 'img' ? addressKeptForLater(attributes) : undefined;
  const others = Object.entries(ADDRESSES).flatMap(([attribute, of]) => {
    const stays = (name === 'a' && attribute === 'href') || (name === 'img' && attribute === 'src');
    const address = attributes[attribute] ?? '';
    return stays || address.trim() === '' ? [] : [[of, address] as const];
  });
  return later === undefined ? others : [...others, ['image', later]];
}

function tellAddress(of: 'image' | 'link', address: string, lost: Lost): void {
  lost({ code: 'address-removed', params: { of, scheme: schemeOf(address) } });
}

/** Links and images without an address become their text. */
function settleAddresses(tree: HtmlTree, lost: Lost): void {
  visit(tree, 'element', (node, index, parent) => {
    const of = OF[node.tagName];
    if (of === undefined || index === undefined || parent === undefined) return undefined;
    const { dataFerryWas: was = '', ...properties } = node.properties;
    node.properties = properties;
    if (isFilled(properties.href) || isFilled(properties.src)) return undefined;
    const address = String(was);
    if (of === 'image' || address !== '') tellAddress(of, address, lost);
    const inner = of === 'link' ? node.children : [textNode(String(properties.alt ?? ''))];
    parent.children.splice(index, 1, ...inner, ...addressText(address, inner));
    return [SKIP, index];
  });
}

const OF: Readonly<Record<string, 'image' | 'link'>> = { a: 'link', img: 'image' };

/** Addresses that say something to a person, unlike those of parts of a mail, or of whole files. */
const SAYS_NOTHING = new Set(['cid', 'mid', 'data', 'javascript', 'vbscript', 'blob', 'about', 'mhtml', 'filesystem']);
const LONGEST = 500;

function addressText(address: string, inner: readonly HtmlNode[]) {
  const shown = textOf({ children: inner });
  const alone = inner.every(({ type }) => type === 'text') && shown.trim() === '';
  if (address === '' || SAYS_NOTHING.has(schemeOf(address) ?? '')) return [];
  if (shown.includes(address)) return [];
  return [textNode(alone ? address.slice(0, LONGEST) : ` (${address.slice(0, LONGEST)})`)];
}

function textNode(value: string) {
  return { type: 'text' as const, value };
}

function isFilled(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '';
}

type HtmlNode = HtmlTree['children'][number];

/** As much of a node of a tree of HTML as is needed to read its text. */
interface TextHolder {
  readonly type?: string;
  readonly value?: string;
  readonly children?: readonly TextHolder[];
}

/** The text within a node, as it stands there. */
export function textOf({ value, children }: TextHolder): string {
  return value ?? (children ?? []).map(textOf).join('');
}
