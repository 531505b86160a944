/** One Markdown file as a record: its text byte for byte, but for the addresses of assets and articles that become tokens. */
import path from 'node:path';
import { problem, type UnplacedProblem } from '../../messages/make.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SourceRecord } from '../../model/record.ts';
import { assetToken, recordToken } from '../../model/text-tokens.ts';
import { type Destination, outlineOf } from './destinations.ts';
import { hasUsableKey, isArticle, keyOfFile } from './files.ts';
import { splitFrontMatter } from './front-matter.ts';

/** What an article may link to. */
export interface LinkTargets {
  /** Paths of the directory's files by their NFC form: file systems and authors differ in it. */
  readonly files: ReadonlyMap<string, string>;
  /** Origins whose images are fetched. */
  readonly allowed: ReadonlySet<string>;
}

const MAX_MEBIBYTES = 4;
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });
/** A scheme, or an address that leaves the host's own (`//host`). */
const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;

/** Never throws for what is in the file: a file that can't be trusted is a record with a problem. */
export function articleOf(file: string, bytes: Uint8Array, targets: LinkTargets): SourceRecord {
  const key = keyOfFile(file);
  if (!hasUsableKey(file)) return quarantined(key, { code: 'key-unusable', params: { line: null } });
  if (bytes.length > MAX_MEBIBYTES * 1024 * 1024) {
    return quarantined(key, { code: 'file-too-large', params: { mebibytes: MAX_MEBIBYTES } });
  }
  const text = decoded(bytes);
  if (text === undefined) return quarantined(key, { code: 'encoding-wrong' });
  const { front, body, fault } = splitFrontMatter(text);
  if (fault !== undefined) return quarantined(key, { code: 'front-matter', params: fault }, { body });
  try {
    const { destinations, heading } = outlineOf(body);
    const title = titleOf(front) ?? heading ?? path.posix.basename(key);
    return { key, data: { ...whereabouts(key), title, body: rewritten(body, destinations, { file, targets }), front } };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return quarantined(key, { code: 'text-nesting', params: { format: 'markdown' } }, { body });
  }
}

/** Only the path: for a file that was listed but can't be read. */
export function unreadableArticle(file: string): SourceRecord {
  return quarantined(keyOfFile(file), { code: 'file-unreadable' });
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
  readonly file: string;
  readonly targets: LinkTargets;
}

/** Addresses that lead nowhere or outside stay as they are; the mapping counts them. */
function rewritten(body: string, destinations: readonly Destination[], home: Home): string {
  const inOrder = [...destinations].sort((one, other) => one.start - other.start);
  let text = '';
  let at = 0;
  for (const { start, end, ...destination } of inOrder) {
    const token = tokenFor(destination, home);
    if (token === undefined || start < at) continue;
    text += body.slice(at, start) + token;
    at = end;
  }
  return text + body.slice(at);
}

function tokenFor({ kind, url }: Pick<Destination, 'kind' | 'url'>, { file, targets }: Home): string | undefined {
  if (ELSEWHERE.test(url)) return kind === 'image' && isAllowed(url, targets) ? assetToken(url) : undefined;
  const target = targets.files.get(resolved(file, url) ?? '');
  if (target === undefined) return undefined;
  return isArticle(target) ? recordToken('article', keyOfFile(target)) : assetToken(target);
}

/** The path meant, from the directory; one that begins with a slash starts there, any other at its article. */
function resolved(file: string, url: string): string | undefined {
  const [address = ''] = url.split(/[?#]/);
  if (address === '') return undefined;
  try {
    const plain = decodeURIComponent(address).normalize('NFC');
    const from = plain.startsWith('/') ? '' : path.posix.dirname(file.normalize('NFC'));
    return path.posix.join(from, plain).replace(/^\//, '');
  } catch {
    return undefined;
  }
}

function isAllowed(url: string, { allowed }: LinkTargets): boolean {
  return URL.canParse(url) && allowed.has(new URL(url).origin);
}
