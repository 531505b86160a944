/** Streams the bytes of attachments and of custom fields' files; after a break, reading resumes where it was. */
import { createHash } from 'node:crypto';
import { FatalError, isFerryError, TransientError } from '../../errors.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { Http } from '../http.ts';
import type { AssetStream } from '../port.ts';
import { BrokenContent, contentOf } from './json-content.ts';

/** Attempts at one file before it is given up, so that it doesn't stop everything else. */
const TRIES = 4;

/**
 * Opens `attachment/N` or `customfield/N`. The stream throws FatalError `asset-broken` when the file broke off, or was
 * refused by a server that is well otherwise, time and again; TransientError when the server is gone. Opening throws
 * FatalError `asset-missing` or `asset-refused`. Files are as RT keeps them: its text parts are UTF-8, whatever was sent.
 */
export function fileReader(http: Http): (ref: string) => Promise<AssetStream> {
  return async (ref) => {
    const [, kind, id] = /^(attachment|customfield)\/(\d{1,15})$/.exec(ref) ?? [];
    if (id === undefined)
      throw new FatalError('this is no file of Request Tracker', { code: 'asset-missing', at: ref });
    return kind === 'attachment' ? await openAttachment(http, ref, id) : await openFieldFile(http, ref, id);
  };
}

/** Asked for as a row first: the object of a missing attachment is a server error, and its type may come after its content. */
async function openAttachment(http: Http, ref: string, id: string): Promise<AssetStream> {
  const row = await rowOf(http, id);
  if (row === undefined) throw missing(ref);
  const open = async (): Promise<AsyncIterable<Uint8Array>> => {
    const { status, body } = await http.stream({ method: 'GET', path: `/attachment/${id}`, accept: [403, 404] });
    if (status !== 200) throw status === 404 ? missing(ref) : refused(ref);
    return contentOf(body);
  };
  const alive = async () => {
    if ((await rowOf(http, id)) === undefined) throw missing(ref);
  };
  const name = textOf(row.Filename);
  const mediaType = textOf(row.ContentType) || 'application/octet-stream';
  return { name: name === '' ? `attachment-${id}` : name, mediaType, stream: unbroken({ ref, open, alive }) };
}

async function rowOf(http: Http, id: string): Promise<JsonObject | undefined> {
  const query = encodeURIComponent(JSON.stringify([{ field: 'id', operator: '=', value: id }]));
  const path = `/attachments?query=${query}&fields=ContentType,Filename&per_page=1`;
  const { body } = await http.json({ method: 'GET', path });
  const items = isObject(body) && Array.isArray(body.items) ? body.items : [];
  return items.find((item) => isObject(item) && String(item.id) === id);
}

async function openFieldFile(http: Http, ref: string, id: string): Promise<AssetStream> {
  // RT answers 406 to who takes JSON alone: what it sends is of the file's own type.
  const headers = { accept: '*/*' };
  const ask = () => http.stream({ method: 'GET', path: `/download/cf/${id}`, headers, accept: [403, 404] });
  const first = await ask();
  if (first.status !== 200) throw first.status === 404 ? missing(ref) : refused(ref);
  let ready: typeof first | undefined = first;
  const open = async () => {
    const { status, body } = ready ?? (await ask());
    ready = undefined;
    if (status !== 200) throw missing(ref);
    return body;
  };
  const mediaType = first.headers['content-type'] ?? 'application/octet-stream';
  return { name: `customfield-${id}`, mediaType, stream: unbroken({ ref, open, alive: async () => {} }) };
}

interface Opening {
  readonly ref: string;
  readonly open: () => Promise<AsyncIterable<Uint8Array>>;
  /** Throws when the server can't be asked for anything just now. */
  readonly alive: () => Promise<void>;
}

/** After a break the part already given is read again, compared by its hash and skipped. */
async function* unbroken({ ref, open, alive }: Opening): AsyncGenerator<Uint8Array> {
  const given = { hash: createHash('sha256'), bytes: 0 };
  for (let attempt = 1; ; attempt += 1) {
    try {
      for await (const part of after(ref, await open(), {
        bytes: given.bytes,
        sha256: given.hash.copy().digest('hex'),
      })) {
        given.hash.update(part);
        given.bytes += part.length;
        yield part;
      }
      return;
    } catch (error) {
      if (!isCut(error)) throw error;
      if (attempt >= TRIES) throw broken(ref, error);
      await alive();
    }
  }
}

/** A server error counts as one of this file: whether the server itself answers is checked by `alive`. */
function isCut(error: unknown): boolean {
  if (error instanceof BrokenContent) return true;
  return isFerryError(error) && error instanceof TransientError && error.code !== 'rate-limited';
}

async function* after(
  ref: string,
  parts: AsyncIterable<Uint8Array>,
  known: { readonly bytes: number; readonly sha256: string },
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let left = known.bytes;
  for await (const part of parts) {
    const old = part.subarray(0, left);
    if (old.length > 0) hash.update(old);
    left -= old.length;
    if (left > 0) continue;
    if (old.length > 0 && hash.digest('hex') !== known.sha256) throw changed(ref);
    if (part.length > old.length) yield part.subarray(old.length);
  }
  if (left > 0) throw new BrokenContent('the file is shorter than it was');
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

function missing(ref: string): FatalError {
  return new FatalError('Request Tracker has no such file', { code: 'asset-missing', at: ref });
}

function refused(ref: string): FatalError {
  const hint = 'give the account the right ShowTicket, and ShowTicketComments for files of comments';
  return new FatalError('Request Tracker does not let us have this file', { code: 'asset-refused', at: ref, hint });
}

function broken(ref: string, cause: unknown): FatalError {
  const hint = 'open it in Request Tracker: if it opens there, run again';
  return new FatalError('the file breaks off whenever it is read', { code: 'asset-broken', at: ref, hint, cause });
}

function changed(ref: string): FatalError {
  return new FatalError('the file changed while it was read', { code: 'asset-broken', at: ref, hint: 'run again' });
}
