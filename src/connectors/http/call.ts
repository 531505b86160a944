/** One attempt of one call: signed in, redirected within the origin at most, its status turned into an answer or an error. */
import type { IncomingHttpHeaders } from 'node:http';
import { FatalError } from '../../errors.ts';
import { isObject, type JsonValue } from '../../model/json.ts';
import { parseJson } from '../json-text.ts';
import { brokenCall, failureOf, type ProblemDetails } from './failure.ts';
import type { KeptSession } from './session.ts';
import type { HttpCall, HttpSettings } from './settings.ts';
import { type WireAnswer, WireBreak, type WireRequest } from './wire.ts';

interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** The parsed body; null when there was none. Numbers that a double would change are text (`parseJson`). */
export type JsonAnswer = HttpAnswer & { readonly body: JsonValue };
/** The body is still to be read, once: its connection is taken until its end, or until the loop is left. */
export type StreamAnswer = HttpAnswer & { readonly body: AsyncIterable<Uint8Array> };

/** What one try needs of the client that makes it. */
export interface Caller {
  readonly settings: HttpSettings;
  readonly send: (request: WireRequest) => Promise<WireAnswer>;
  readonly session?: KeptSession;
}

type Headers = Readonly<Record<string, string>>;

const MAX_BYTES = 256 * 1024 * 1024;
const MAX_PROBLEM = 64 * 1024;
const HOPS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
const READING = new Set(['GET', 'HEAD']);
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;
const CODE = /^[a-z0-9-]{1,64}$/;
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Throws FatalError `answer-too-large` beyond `maxBytes` (default 256 MiB), `answer-not-json`, and as `streamOnce`. */
export async function jsonOnce(caller: Caller, call: HttpCall): Promise<JsonAnswer> {
  const { status, headers, body } = await streamOnce(caller, call);
  const bytes = await whole(caller, call, body);
  if (bytes.length === 0) return { status, headers, body: null };
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw notJson(caller, call);
  try {
    return { status, headers, body: parseJson(STRICT_UTF8.decode(bytes)) };
  } catch {
    throw notJson(caller, call);
  }
}

/**
 * Resolves at the headers of a 2xx or accepted status. Throws FatalError `redirect-refused`, what `failureOf` makes of
 * another status and `brokenCall` of a break, and what signing in throws. The loop over the body throws FatalError
 * `answer-unframed`, or as a break does.
 */
export async function streamOnce(caller: Caller, call: HttpCall): Promise<StreamAnswer> {
  const answer = await unbroken(caller, call, () => signedIn(caller, call));
  const body = chunksOf(caller, call, answer.body);
  if ((answer.status >= 200 && answer.status < 300) || call.accept?.includes(answer.status)) return { ...answer, body };
  const { status, headers } = answer;
  const failed = { system: caller.settings.system, at: addressShown(caller, call), status, headers };
  throw failureOf({ ...failed, details: await problemDetails(headers, body) }, caller.settings.problems ?? {});
}

/** An expired session is opened anew once; if the new one is rejected as well, the call is refused (401). */
async function signedIn(caller: Caller, call: HttpCall): Promise<WireAnswer> {
  const { session } = caller;
  if (session === undefined) return await follow(caller, call, {});
  const first = await session.current();
  const answer = await follow(caller, call, first.headers);
  if (!session.isOver(answer)) return answer;
  await drain(answer.body);
  const second = await session.after(first);
  const again = await follow(caller, call, second.headers);
  return session.isOver(again) ? { ...again, status: 401 } : again;
}

/** Redirects are followed for GET and HEAD only, and only within the origin, so that no other one gets our headers. */
async function follow(caller: Caller, call: HttpCall, sign: Headers): Promise<WireAnswer> {
  let url = addressOf(caller, call);
  for (let hop = 0; hop <= HOPS; hop += 1) {
    const own = caller.settings.headers?.() ?? {};
    const headers = { accept: 'application/json', ...own, ...sign, ...call.headers };
    const answer = await caller.send({ method: call.method, url, headers, body: call.body });
    const to = answer.headers.location;
    if (caller.session?.isOver(answer)) return answer;
    if (!REDIRECTS.includes(answer.status) || to === undefined) return answer;
    await drain(answer.body);
    const next = URL.canParse(to, url.href) ? new URL(to, url.href) : undefined;
    if (next?.origin !== url.origin || !READING.has(call.method)) throw redirected(caller, call);
    url = next;
  }
  throw redirected(caller, call);
}

/** Empty for a problem document that can't be read: then the status alone decides. */
async function problemDetails(headers: IncomingHttpHeaders, body: AsyncIterable<Uint8Array>): Promise<ProblemDetails> {
  const bytes = await collect(body, MAX_PROBLEM).catch(() => undefined);
  if (bytes === undefined || !JSON_TYPE.test(headers['content-type'] ?? '')) return {};
  try {
    const problem = parseJson(STRICT_UTF8.decode(bytes));
    if (!isObject(problem)) return {};
    const code = typeof problem.code === 'string' && CODE.test(problem.code) ? { code: problem.code } : {};
    return { ...code, ...(typeof problem.retryable === 'boolean' && { retryable: problem.retryable }) };
  } catch {
    return {};
  }
}

async function whole(caller: Caller, call: HttpCall, body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const bytes = await collect(body, caller.settings.maxBytes ?? MAX_BYTES);
  if (bytes !== undefined) return bytes;
  throw new FatalError(`${caller.settings.system} sent more than can be held at once`, {
    code: 'answer-too-large',
    at: addressShown(caller, call),
    hint: 'ask for less at a time: lower `batch:` of the route',
  });
}

/** Undefined once it is more than `most` bytes. */
async function collect(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > most) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  await collect(body, MAX_PROBLEM);
}

async function* chunksOf(caller: Caller, call: HttpCall, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw asOurs(caller, call, error);
  }
}

async function unbroken<T>(caller: Caller, call: HttpCall, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw asOurs(caller, call, error);
  }
}

function asOurs(caller: Caller, call: HttpCall, error: unknown): unknown {
  if (!(error instanceof WireBreak)) return error;
  if (error.code !== 'UNFRAMED') return brokenCall(caller.settings.system, addressShown(caller, call), error.code);
  return new FatalError(`${caller.settings.system} sends answers whose end can't be told from a broken connection`, {
    code: 'answer-unframed',
    at: addressShown(caller, call),
    hint: 'put a proxy in front of it that answers with Content-Length or in chunks',
  });
}

function addressOf({ settings }: Caller, call: HttpCall): URL {
  return new URL(`${settings.url.replace(/\/+$/, '')}${call.path}`);
}

function addressShown(caller: Caller, call: HttpCall): string {
  const { origin, pathname } = addressOf(caller, call);
  return `${call.method} ${origin}${pathname}`;
}

function redirected(caller: Caller, call: HttpCall): FatalError {
  return new FatalError(`${caller.settings.system} sends us elsewhere, where we don't follow`, {
    code: 'redirect-refused',
    at: addressShown(caller, call),
    hint: 'put the final address into `url:`',
  });
}

function notJson(caller: Caller, call: HttpCall): FatalError {
  return new FatalError(`${caller.settings.system} answered with something that is not JSON`, {
    code: 'answer-not-json',
    at: addressShown(caller, call),
    hint: 'check `url:`: a login page or a proxy may be answering there',
  });
}
