/** The one HTTP client: paced, capped in time and size, strict about whole answers, and the only place where HTTP becomes our errors. */
import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { FatalError, StuckError, TransientError } from '../errors.ts';
import { isObject, type JsonValue } from '../model/json.ts';
import { brokenCall, failureOf, type Reading, type SaidProblem } from './http/failure.ts';
import { backoff, breaker, limiter, type Pace } from './http/pace.ts';
import { type Body, openWire, type TimeCaps, type WireAnswer, WireBreak, type WireRequest } from './http/wire.ts';
import { parseJson } from './json-text.ts';

export interface HttpSettings {
  /** What messages call the other side. */
  readonly system: string;
  /** Absolute http(s) address that paths are appended to; a path of its own is kept. */
  readonly url: string;
  /** Asked before every call; sent to this origin only. */
  readonly headers?: () => Readonly<Record<string, string>>;
  readonly pace?: Pace;
  readonly times?: TimeCaps;
  /** Bytes of an answer that is held whole. */
  readonly maxBytes?: number;
  /** Tries of one call, the first included. */
  readonly tries?: number;
  /** How codes in the other side's problem documents are to be taken. */
  readonly problems?: Readonly<Record<string, Reading>>;
  /** Resolves host names; may refuse addresses. */
  readonly lookup?: LookupFunction;
}

/** Must be safe to repeat: a call whose answer was lost is made again. */
export interface HttpCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  /** From the settings' address on, query included; parts already encoded. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON text is serialised once, by the caller. */
  readonly body?: Body;
  /** Statuses beside 2xx that are answers, not errors. */
  readonly accept?: readonly number[];
}

interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

export interface Http {
  /** `body` is null when there is none. Throws FatalError `answer-not-json`, `answer-too-large`, or what the status means. */
  json(call: HttpCall): Promise<HttpAnswer & { readonly body: JsonValue }>;
  /** The body as it comes; a break throws from within the loop. */
  stream(call: HttpCall): Promise<HttpAnswer & { readonly body: AsyncIterable<Uint8Array> }>;
  close(): void;
}

const TIMES: TimeCaps = { connect: 10_000, idle: 120_000, total: 600_000 };
const PACE: Pace = { concurrency: 8, rate: null };
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_PROBLEM = 64 * 1024;
const TRIES = 4;
const HOPS = 5;
/** A wish to wait longer than this is handed on instead of being waited for here. */
const LONGEST_PAUSE = 10_000;
const OPEN_AFTER = { failures: 20, lasting: 5 * 60_000 };
const REDIRECTS = [301, 302, 303, 307, 308];
const READING = new Set(['GET', 'HEAD']);
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;
const CODE = /^[a-z0-9-]{1,64}$/;
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true });

/** Opens a client for one system; all its users share the pace. `close` ends idle connections. */
export function openHttp(settings: HttpSettings): Http {
  const wire = openWire(settings.times ?? TIMES, settings.lookup);
  const client: Client = {
    settings,
    send: wire.send,
    paced: limiter(settings.pace ?? PACE),
    fuse: breaker(OPEN_AFTER),
  };
  return {
    json: (call) => repeat(client, call, jsonOnce),
    stream: (call) => repeat(client, call, streamOnce),
    close: wire.close,
  };
}

interface Client {
  readonly settings: HttpSettings;
  readonly send: (request: WireRequest) => Promise<WireAnswer>;
  readonly paced: ReturnType<typeof limiter>;
  readonly fuse: ReturnType<typeof breaker>;
}

type Once<T> = (client: Client, call: HttpCall) => Promise<T>;

async function repeat<T>(client: Client, call: HttpCall, once: Once<T>): Promise<T> {
  const tries = client.fuse.isOpen() ? 1 : (client.settings.tries ?? TRIES);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const answer = await client.paced(() => once(client, call));
      client.fuse.succeeded();
      return answer;
    } catch (error) {
      await pauseOrThrow(client, error, { attempt, tries });
    }
  }
}

async function pauseOrThrow(
  { fuse, settings }: Client,
  error: unknown,
  at: { readonly attempt: number; readonly tries: number },
): Promise<void> {
  if (!(error instanceof TransientError)) throw error;
  fuse.failed();
  if (fuse.isOpen()) {
    const hint = 'look whether it runs, then resume the run';
    throw new StuckError(`${settings.system} has been failing for minutes`, {
      code: 'system-down',
      hint,
      cause: error,
    });
  }
  const pause = error.retryAfter ?? backoff(at.attempt);
  if (at.attempt >= at.tries || pause > LONGEST_PAUSE) throw error;
  await wait(pause);
}

async function jsonOnce(client: Client, call: HttpCall): Promise<HttpAnswer & { readonly body: JsonValue }> {
  const { status, headers, body } = await streamOnce(client, call);
  const bytes = await whole(client, call, body);
  if (bytes.length === 0) return { status, headers, body: null };
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) throw notJson(client, call);
  try {
    return { status, headers, body: parseJson(STRICT_UTF8.decode(bytes)) };
  } catch {
    throw notJson(client, call);
  }
}

async function streamOnce(client: Client, call: HttpCall): Promise<WireAnswer> {
  const answer = await unbroken(client, call, () => follow(client, call));
  const body = chunksOf(client, call, answer.body);
  if ((answer.status >= 200 && answer.status < 300) || call.accept?.includes(answer.status)) return { ...answer, body };
  const { status, headers } = answer;
  const failed = { system: client.settings.system, at: placeOf(client, call), status, headers };
  throw failureOf({ ...failed, said: await saidProblem(headers, body) }, client.settings.problems ?? {});
}

/** Only reading calls are sent on, and only within the origin: headers of ours never reach another one. */
async function follow(client: Client, call: HttpCall): Promise<WireAnswer> {
  let url = addressOf(client, call);
  for (let hop = 0; hop <= HOPS; hop += 1) {
    const own = client.settings.headers?.() ?? {};
    const headers = { accept: 'application/json', ...own, ...call.headers };
    const answer = await client.send({ method: call.method, url, headers, body: call.body });
    const to = answer.headers.location;
    if (!REDIRECTS.includes(answer.status) || to === undefined) return answer;
    await drain(answer.body);
    const next = URL.canParse(to, url.href) ? new URL(to, url.href) : undefined;
    if (next?.origin !== url.origin || !READING.has(call.method)) throw redirected(client, call);
    url = next;
  }
  throw redirected(client, call);
}

/** An unreadable problem document says nothing; the status alone then decides. */
async function saidProblem(headers: IncomingHttpHeaders, body: AsyncIterable<Uint8Array>): Promise<SaidProblem> {
  const bytes = await collect(body, MAX_PROBLEM).catch(() => undefined);
  if (bytes === undefined || !JSON_TYPE.test(headers['content-type'] ?? '')) return {};
  try {
    const said = parseJson(STRICT_UTF8.decode(bytes));
    if (!isObject(said)) return {};
    const code = typeof said.code === 'string' && CODE.test(said.code) ? { code: said.code } : {};
    return { ...code, ...(typeof said.retryable === 'boolean' && { retryable: said.retryable }) };
  } catch {
    return {};
  }
}

async function whole(client: Client, call: HttpCall, body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const bytes = await collect(body, client.settings.maxBytes ?? MAX_BYTES);
  if (bytes !== undefined) return bytes;
  throw new FatalError(`${client.settings.system} sent more than can be held at once`, {
    code: 'answer-too-large',
    at: placeOf(client, call),
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

async function* chunksOf(client: Client, call: HttpCall, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    throw asOurs(client, call, error);
  }
}

async function unbroken<T>(client: Client, call: HttpCall, send: () => Promise<T>): Promise<T> {
  try {
    return await send();
  } catch (error) {
    throw asOurs(client, call, error);
  }
}

function asOurs(client: Client, call: HttpCall, error: unknown): unknown {
  if (!(error instanceof WireBreak)) return error;
  if (error.code !== 'UNFRAMED') return brokenCall(client.settings.system, placeOf(client, call), error.code);
  return new FatalError(`${client.settings.system} sends answers whose end can't be told from a broken connection`, {
    code: 'answer-unframed',
    at: placeOf(client, call),
    hint: 'put a proxy in front of it that answers with Content-Length or in chunks',
  });
}

function addressOf({ settings }: Client, call: HttpCall): URL {
  return new URL(`${settings.url.replace(/\/+$/, '')}${call.path}`);
}

function placeOf(client: Client, call: HttpCall): string {
  const { origin, pathname } = addressOf(client, call);
  return `${call.method} ${origin}${pathname}`;
}

function redirected(client: Client, call: HttpCall): FatalError {
  return new FatalError(`${client.settings.system} sends us elsewhere, where we don't follow`, {
    code: 'redirect-refused',
    at: placeOf(client, call),
    hint: 'put the final address into `url:`',
  });
}

function notJson(client: Client, call: HttpCall): FatalError {
  return new FatalError(`${client.settings.system} answered with something that is not JSON`, {
    code: 'answer-not-json',
    at: placeOf(client, call),
    hint: 'check `url:`: a login page or a proxy may be answering there',
  });
}
