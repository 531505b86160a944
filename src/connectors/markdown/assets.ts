/** The files and images that articles point to: from the directory, or from origins that were allowed by name. */
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { FatalError, isFerryError } from '../../errors.ts';
import { publicLookup } from '../http/public-address.ts';
import { type Http, openHttp } from '../http.ts';
import type { AssetStream } from '../port.ts';
import { fileInside, missing, refused } from './files.ts';

const MAX_BYTES = 256 * 1024 * 1024;
const RATE_LIMIT = { concurrency: 4, rate: 10 };
const UNKNOWN = 'application/octet-stream';

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.bmp': 'image/bmp',
  '.avif': 'image/avif',
  '.mp4': 'video/mp4',
  '.webm': 'video/webm',
  '.mp3': 'audio/mpeg',
  '.ogg': 'audio/ogg',
  '.wav': 'audio/wav',
  '.pdf': 'application/pdf',
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.zip': 'application/zip',
};

/** Opens assets by the reference in their token. Throws FatalError `asset-missing` or `asset-refused`. */
export function assetReader(dir: string, allowed: ReadonlySet<string>): (ref: string) => Promise<AssetStream> {
  const clients = new Map<string, Http>();
  const clientOf = (origin: string) => {
    const client = clients.get(origin) ?? openOutside(origin);
    clients.set(origin, client);
    return client;
  };
  return async (ref) => {
    if (!/^https?:/i.test(ref)) return await fromDirectory(dir, ref);
    const url = URL.canParse(ref) ? new URL(ref) : undefined;
    if (url === undefined || !allowed.has(url.origin)) throw refused(ref);
    return await fromOutside(clientOf(url.origin), url);
  };
}

async function fromDirectory(dir: string, ref: string): Promise<AssetStream> {
  const { file, bytes } = await fileInside(dir, ref);
  if (bytes > MAX_BYTES) throw tooLarge(ref);
  const mediaType = MEDIA_TYPES[path.extname(ref).toLowerCase()] ?? UNKNOWN;
  return { name: path.basename(ref).normalize('NFC'), mediaType, stream: createReadStream(file) };
}

async function fromOutside(client: Http, url: URL): Promise<AssetStream> {
  try {
    const path = `${url.pathname}${url.search}`;
    const { headers, body } = await client.stream({ method: 'GET', path, headers: { accept: '*/*' } });
    const mediaType = headers['content-type']?.split(';')[0]?.trim() || UNKNOWN;
    return { name: nameOf(url), mediaType, stream: capped(body, url.href) };
  } catch (error) {
    throw asLost(error, url.href);
  }
}

/** An asset that its server refuses is a loss of its own; a server that is down, or has no valid certificate, holds the run. */
function asLost(error: unknown, ref: string): unknown {
  if (!isFerryError(error) || error.code.startsWith('asset-')) return error;
  if (error.code === 'not-found') return missing(ref);
  return error instanceof FatalError || error.code === 'auth-refused' ? refused(ref) : error;
}

/** An origin allowed as an address or as `localhost` may be an inner one; other names that resolve to inner addresses may not. */
function openOutside(origin: string): Http {
  const meant = new URL(origin).hostname === 'localhost';
  return openHttp({
    system: new URL(origin).host,
    url: origin,
    rateLimit: RATE_LIMIT,
    ...(!meant && { lookup: publicLookup }),
  });
}

async function* capped(body: AsyncIterable<Uint8Array>, ref: string): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) throw tooLarge(ref);
      yield chunk;
    }
  } catch (error) {
    throw asLost(error, ref);
  }
}

function nameOf(url: URL): string {
  const last = url.pathname.split('/').at(-1) ?? '';
  try {
    return decodeURIComponent(last) || url.host;
  } catch {
    return last || url.host;
  }
}

function tooLarge(ref: string): FatalError {
  const hint = 'make it smaller, or accept that the link stays as it was';
  return new FatalError('an asset is larger than 256 MiB', { code: 'asset-refused', at: ref, hint });
}
