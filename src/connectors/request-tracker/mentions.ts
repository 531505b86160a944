/** Finds mentions of RT's own records and files in a text: by address, by subject tag, by RT's own URI. */
import { assetToken, recordToken } from '../../model/text-tokens.ts';

/** The names and addresses by which texts refer to this RT. */
export interface OwnNames {
  /** Web addresses without a trailing slash: the one it is read at, and the one it writes into its own mails. */
  readonly bases: readonly string[];
  /** The HERE of `fsck.com-rt://HERE/ticket/12`; null when unknown. */
  readonly organization: string | null;
  /** The HERE of `[HERE #12]`; null when unknown. */
  readonly name: string | null;
  /**
   * Files (`attachment/12`) that the text may show. The address of any other stays an address: the sender of a mail can
   * write any number, and RT would have checked whether its reader may see that file. Left out: none.
   */
  readonly files?: ReadonlySet<string>;
}

/** A range of a text that mentions a record or file of RT, and the token for it. */
export interface Mention {
  readonly from: number;
  readonly to: number;
  readonly token: string;
}

const ADDRESS = /https?:\/\/[^\s<>"'`{}|\\^\u3000-\u303f\uff00-\uffef]+/gi;
/** What ends a sentence rather than an address. */
const TAIL = /[.,;:!?)\]]+$/;
const URI = /fsck\.com-(?:rt|article|asset):\/\/[^\s<>"'/]+\/(?:ticket|article|asset)\/\d{1,15}/gi;
const OWN_URI = /^fsck\.com-(?:rt|article|asset):\/\/([^\s<>"'/]+)\/(ticket|article|asset)\/(\d{1,15})$/i;
const ENTITIES: Readonly<Record<string, 'article' | 'device'>> = { article: 'article', asset: 'device' };
const NUMBER = /^\d{1,15}$/;

const PAGES: readonly (readonly [RegExp, (id: string) => string])[] = [
  [/^\/(?:SelfService\/)?Articles?\/(?:Article\/)?\w+\.html$/i, (id) => recordToken('article', id)],
  [/^\/(?:SelfService\/)?Asset\/\w+\.html$/i, (id) => recordToken('device', id)],
  [/^\/(?:Ticket|SelfService)\/\w+\.html$/i, (id) => recordToken('ticket', id)],
  [/^\/m\/ticket\/\w+$/i, (id) => recordToken('ticket', id)],
];
const FILES: readonly (readonly [RegExp, string])[] = [
  [/^\/(?:Ticket|SelfService)\/Attachment\/\d{1,15}\/(\d{1,15})(?:\/|$)/i, 'attachment'],
  [/^\/Download\/CustomFieldValue\/(\d{1,15})(?:\/|$)/i, 'customfield'],
  [/^\/REST\/2\.0\/attachment\/(\d{1,15})$/i, 'attachment'],
  [/^\/REST\/2\.0\/download\/cf\/(\d{1,15})$/i, 'customfield'],
];
const PATHS: readonly (readonly [RegExp, (id: string) => string])[] = [
  [/^\/REST\/[12]\.0\/ticket\/(\d{1,15})(?:\/|$)/i, (id) => recordToken('ticket', id)],
  [/^\/REST\/2\.0\/article\/(\d{1,15})$/i, (id) => recordToken('article', id)],
  [/^\/REST\/2\.0\/asset\/(\d{1,15})$/i, (id) => recordToken('device', id)],
];

/** The token for a web address or a URI of this RT; undefined for those of others and for pages that show no one record. */
export function tokenOf(address: string, ownNames: OwnNames): string | undefined {
  const uri = OWN_URI.exec(address.trim());
  if (uri !== null) return tokenOfUri(uri, ownNames);
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const path = url === undefined ? undefined : ownPath(url, ownNames);
  if (url === undefined || path === undefined) return undefined;
  return tokenOfFile(path, ownNames) ?? tokenOfPath(path, url);
}

function tokenOfUri(
  [, organization = '', kind = '', id = '']: RegExpExecArray,
  ownNames: OwnNames,
): string | undefined {
  if (organization.toLowerCase() !== ownNames.organization?.toLowerCase()) return undefined;
  return recordToken(ENTITIES[kind.toLowerCase()] ?? 'ticket', id);
}

/** Every mention in a text, in order; none overlaps another. */
export function mentionsIn(text: string, ownNames: OwnNames): readonly Mention[] {
  const found = [...addressesIn(text, ownNames), ...tagsIn(text, ownNames)].sort((one, other) => one.from - other.from);
  return found.filter((mention, index) => index === 0 || mention.from >= (found[index - 1]?.to ?? 0));
}

function addressesIn(text: string, ownNames: OwnNames): readonly Mention[] {
  return [...text.matchAll(ADDRESS), ...text.matchAll(URI)].flatMap((match) => {
    const address = match[0].replace(TAIL, '');
    const token = tokenOf(address, ownNames);
    return token === undefined ? [] : [{ from: match.index, to: match.index + address.length, token }];
  });
}

/** The tag that RT puts into the subjects of its mails. */
function tagsIn(text: string, { name }: OwnNames): readonly Mention[] {
  if (name === null || name === '') return [];
  const tag = new RegExp(`\\[${name.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&')} +#(\\d{1,15})\\]`, 'gi');
  return [...text.matchAll(tag)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
    token: recordToken('ticket', match[1] ?? ''),
  }));
}

/** The path below the web address; http and https count as the same. */
function ownPath(url: URL, ownNames: OwnNames): string | undefined {
  for (const base of ownNames.bases.filter((candidate) => URL.canParse(candidate))) {
    const { host, pathname } = new URL(base);
    const root = pathname.replace(/\/+$/, '');
    if (url.host === host && url.pathname.startsWith(`${root}/`)) return url.pathname.slice(root.length);
  }
  return undefined;
}

function tokenOfFile(path: string, { files }: OwnNames): string | undefined {
  for (const [shape, kind] of FILES) {
    const [, id] = shape.exec(path) ?? [];
    const ref = `${kind}/${id}`;
    if (id !== undefined && files?.has(ref)) return assetToken(ref);
  }
  return undefined;
}

function tokenOfPath(path: string, url: URL): string | undefined {
  for (const [shape, token] of PATHS) {
    const [, id] = shape.exec(path) ?? [];
    if (id !== undefined) return token(id);
  }
  const id = url.searchParams.get('id') ?? '';
  return NUMBER.test(id) ? PAGES.find(([shape]) => shape.test(path))?.[1](id) : undefined;
}
