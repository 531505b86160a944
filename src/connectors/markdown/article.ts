/** One Markdown file as a record: its text byte for byte, but for the addresses of assets and articles that become tokens. */
import { problem, type UnplacedProblem } from '../../messages/make.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import { assetToken } from '../../model/text-tokens.ts';
import { type Destination, outlineOf } from './destinations.ts';
import { splitFrontMatter } from './front-matter.ts';
import type { LinkTargets } from './link-targets.ts';
import { type ArticleFile, lastOf } from './names.ts';
import { fileMeant, leadsElsewhere } from './resolve.ts';

const MAX_MEBIBYTES = 4;
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });
const PICTURE = /\.(?:png|jpe?g|gif|webp|svg|bmp|ico|tiff?|avif|heic)$/i;

/** Never throws for what is in the file: a file that can't be trusted is a record with a problem. */
export function articleOf({ file, key, fault }: ArticleFile, bytes: Uint8Array, targets: LinkTargets): SourceRecord {
  if (fault === 'key-unusable') return quarantined(key, { code: fault, params: { line: null } });
  if (fault !== null) return quarantined(key, { code: fault });
  if (bytes.length > MAX_MEBIBYTES * 1024 * 1024) {
    return quarantined(key, { code: 'file-too-large', params: { mebibytes: MAX_MEBIBYTES } });
  }
  const text = decoded(bytes);
  if (text === undefined) return quarantined(key, { code: 'encoding-wrong' });
  const { front, body, fault: unread } = splitFrontMatter(text);
  if (unread !== undefined) return quarantined(key, { code: 'front-matter', params: unread }, { body });
  try {
    const { destinations, heading } = outlineOf(body);
    const title = titleOf(front) ?? heading ?? lastOf(key);
    return {
      key,
      data: { ...whereabouts(key), title, body: rewritten(body, destinations, { article: file, targets }), front },
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return quarantined(key, { code: 'text-nesting', params: { format: 'markdown' } }, { body });
  }
}

/** Only the path: for a file that was listed but can't be read. */
export function unreadableArticle({ key }: ArticleFile): SourceRecord {
  return quarantined(key, { code: 'file-unreadable' });
}

function whereabouts(key: string): JsonObject {
  return { path: key, category: key.split('/').slice(0, -1) };
}

function quarantined(key: string, what: UnplacedProblem, data: JsonObject = {}): SourceRecord {
  return { key, data: { ...whereabouts(key), ...data }, problem: problem({ ...what, path: '' }) };
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return STRICT_UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}

function titleOf(front: JsonObject): string | undefined {
  const { title } = front;
  return typeof title === 'string' && title.trim() !== '' ? title : undefined;
}

interface Home {
  /** The article's own file. */
  readonly article: string;
  readonly targets: LinkTargets;
}

/** Addresses that lead nowhere or outside stay as they are; the mapping counts them. */
function rewritten(body: string, destinations: readonly Destination[], home: Home): string {
  const inOrder = [...destinations].sort((one, other) => one.start - other.start);
  let text = '';
  let at = 0;
  for (const destination of inOrder) {
    const { start, end } = destination;
    const becomes = start < at ? undefined : replacement(destination, home);
    if (becomes === undefined) continue;
    text += body.slice(at, start) + becomes;
    at = end;
  }
  return text + body.slice(at);
}

/** A token for the address; for a link that is written loosely, a link that every reader understands. */
function replacement(destination: Destination, home: Home): string | undefined {
  const { kind, url, loose } = destination;
  const file = leadsElsewhere(url) ? undefined : fileMeant(destination, home);
  const token = file === undefined ? outsideToken(destination, home) : home.targets.tokenOf(file);
  if (token === undefined) return undefined;
  if (loose === undefined) return destination.bare ? `"${token}"` : token;
  const shown = loose.label === '' && loose.notation === 'wiki' ? lastOf(url) : loose.label;
  const mark = kind === 'image' && (file === undefined || PICTURE.test(file)) ? '!' : '';
  return `${mark}[${shown}](${token}${loose.title === '' ? '' : ` ${loose.title}`})`;
}

function outsideToken({ kind, url }: Destination, { targets }: Home): string | undefined {
  const isOurs = kind === 'image' && URL.canParse(url) && targets.allows(new URL(url).origin);
  return isOurs ? assetToken(url) : undefined;
}
