/** What people wrote in a transaction: the body among RT's attachments, and the files beside it. */
import { isFerryError, TransientError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import { linkText, rewriteHtml } from './bodies.ts';
import type { OwnNames } from './mentions.ts';
import { type BodyText, bodyOf, type Part } from './parts.ts';
import type { RtBody, RtFile } from './ticket-shape.ts';
import { referenceOf, textOf } from './values.ts';

/** The body of one transaction, not sanitised, and the files beside it by rising number. */
export interface Message extends RtBody {
  readonly attachments: readonly RtFile[];
}

const FIELDS = ['ContentType', 'Filename', 'ContentLength', 'Headers', 'TransactionId'];
/** A longer text becomes a file: it wasn't written by hand. */
const LONGEST_BODY = 4 * 1024 * 1024;
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const ENDINGS: Readonly<Record<string, string>> = {
  'text/plain': 'txt',
  'text/html': 'html',
  'text/calendar': 'ics',
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'application/pdf': 'pdf',
  'application/pgp-signature': 'asc',
  'application/pkcs7-signature': 'p7s',
};

/** Which transactions of a ticket are read, by id, and who sees them. */
export interface Asked {
  readonly transactions: ReadonlySet<string>;
  /** Those among them that requestors don't see: only they may show one another's files. */
  readonly internal: ReadonlySet<string>;
  readonly ownNames: OwnNames;
}

/** The messages of the transactions named, by transaction; of a ticket that others were merged into, theirs too. */
export async function messagesOf(api: RtApi, ticket: string, of: Asked): Promise<ReadonlyMap<string, Message>> {
  const rows = new Map<string, JsonObject[]>();
  for await (const some of api.list({ collection: `ticket/${ticket}/attachments`, fields: FIELDS })) {
    for (const row of some) {
      const transaction = textOf(row.TransactionId) ?? '';
      if (of.transactions.has(transaction)) rows.set(transaction, [...(rows.get(transaction) ?? []), row]);
    }
  }
  const messages = [...rows].map(
    async ([transaction, parts]) =>
      [transaction, await messageOf(api, parts, ownNamesFor(transaction, rows, of))] as const,
  );
  return new Map(await Promise.all(messages));
}

function ownNamesFor(transaction: string, rows: ReadonlyMap<string, readonly JsonObject[]>, of: Asked): OwnNames {
  const open = [...rows].filter(([other]) => of.internal.has(transaction) || !of.internal.has(other));
  return {
    ...of.ownNames,
    files: new Set(open.flatMap(([, parts]) => parts.map(({ id }) => `attachment/${textOf(id)}`))),
  };
}

async function messageOf(api: RtApi, rows: readonly JsonObject[], ownNames: OwnNames): Promise<Message> {
  const bare = rows.map(partOf).sort((one, other) => Number(one.id) - Number(other.id));
  const parts = await Promise.all(bare.map((part) => (needsLook(part, bare) ? looked(api, part) : part)));
  const { body, rest } = bodyOf(parts);
  const inline = new Map(parts.flatMap((part) => (part.cid === null ? [] : [[part.cid, `attachment/${part.id}`]])));
  return { ...shown(body, ownNames, inline), attachments: rest.map(fileOf) };
}

function shown(body: BodyText | null, ownNames: OwnNames, inline: ReadonlyMap<string, string>): RtBody {
  if (body === null) return { text: null, html: null };
  if (body.kind === 'html') return { text: null, html: rewriteHtml(body.content, ownNames, inline) };
  const html = linkText(body.content, ownNames);
  return html === null ? { text: body.content, html: null } : { text: null, html };
}

function partOf(row: JsonObject): Part {
  const headers = textOf(row.Headers) ?? '';
  const bytes = textOf(row.ContentLength);
  return {
    id: textOf(row.id) ?? '',
    parent: null,
    type: (textOf(row.ContentType) ?? 'application/octet-stream').toLowerCase(),
    name: textOf(row.Filename),
    headers,
    cid: header(headers, 'Content-ID')?.replace(/^<|>$/g, '') ?? null,
    apart: /^attachment\b/i.test(header(headers, 'Content-Disposition') ?? ''),
    bytes: bytes !== null && /^\d{1,15}$/.test(bytes) ? Number(bytes) : null,
    content: null,
  };
}

/** Headers as RT keeps them: decoded, one a line, folded lines indented. */
function header(headers: string, name: string): string | null {
  const found = new RegExp(`^${name}:[ \\t]*(.*(?:\\n[ \\t].*)*)`, 'im').exec(headers);
  return found?.[1]?.replace(/\n[ \t]+/g, ' ').trim() ?? null;
}

/** Only an attachment's own object has its text and its parent; parents are needed where there are alternatives. */
function needsLook(part: Part, all: readonly Part[]): boolean {
  if (isText(part)) return (part.bytes ?? 0) <= LONGEST_BODY;
  const choice = all.filter(isText).length > 1 || all.some(({ type }) => type.startsWith('message/'));
  return choice && /^(multipart|message)\//.test(part.type);
}

function isText({ type, name, apart }: Part): boolean {
  return (type === 'text/plain' || type === 'text/html') && name === null && !apart;
}

async function looked(api: RtApi, part: Part): Promise<Part> {
  const own = await objectOf(api, part.id);
  if (own === undefined) return part;
  const parent = referenceOf(own.Parent)?.id ?? null;
  return { ...part, parent, content: isText(part) ? decoded(textOf(own.Content) ?? '') : null };
}

/** Errors of a server that fails repeatedly at one object, or of one that is down. */
const FAILING = new Set(['system-failing', 'unreachable']);

/** Undefined for a part that RT always fails at: it becomes a file, and is given up alone. A server that is down still throws. */
async function objectOf(api: RtApi, id: string): Promise<JsonObject | undefined> {
  try {
    return await api.get(`attachment/${id}`);
  } catch (error) {
    if (!isFerryError(error) || !(error instanceof TransientError) || !FAILING.has(error.code)) throw error;
    await api.total({ collection: 'transactions', query: 'id = 1' });
    return undefined;
  }
}

/** Null for bytes that are not UTF-8: RT couldn't decode them, and they stay a file. */
function decoded(base64: string): string | null {
  try {
    return STRICT_UTF8.decode(Buffer.from(base64, 'base64'));
  } catch {
    return null;
  }
}

function fileOf({ id, type, name, bytes }: Part): RtFile {
  return { ref: `attachment/${id}`, name: name ?? `part-${id}.${ENDINGS[type] ?? 'bin'}`, mediaType: type, bytes };
}
