/** One HTTP request and its answer: axios over node:http, with timeouts, and certain that a body is complete. */
import http, { type ClientRequest, type IncomingHttpHeaders, IncomingMessage, type RequestOptions } from 'node:http';
import https from 'node:https';
import type { LookupFunction, Socket } from 'node:net';
import { Readable } from 'node:stream';
import axios, { type AxiosInstance } from 'axios';

/** Text goes out as UTF-8. The function is called anew for each request, and must give the same bytes each time. */
export type Body = string | (() => AsyncIterable<Uint8Array>);

/** Sent as it is; its headers go before our own (`accept-encoding: identity`, `user-agent: ferry`). */
export interface WireRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Body | undefined;
}

/** Whatever has headers is an answer here, of any status. Their names are in lower case. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** To be read to its end, or given up by leaving the loop. Throws WireBreak when it ends before it should. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Milliseconds. */
export interface TimeCaps {
  readonly connect: number;
  /** Without a byte in either direction, the time included in which the other side prepares its answer. */
  readonly idle: number;
  readonly total: number;
}

/** A call that broke; `code` is all that is kept of why (an axios error would carry our headers). */
export class WireBreak extends Error {
  override readonly name = 'WireBreak';
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}

/** `send` tries once; it throws WireBreak, or what the request's own body threw. `close` breaks calls under way, too; it may be repeated. */
export interface Wire {
  send(request: WireRequest): Promise<WireAnswer>;
  close(): void;
}

/** Keeps connections alive. Follows nothing, decompresses nothing, uses no proxy, trusts no certificate the system doesn't. */
export function openWire(caps: TimeCaps, lookup?: LookupFunction): Wire {
  const options = { keepAlive: true, ...(lookup && { lookup }) };
  const httpAgent = sparing(new http.Agent(options));
  const httpsAgent = sparing(new https.Agent({ ...options, rejectUnauthorized: true }));
  const client = axios.create({
    httpAgent,
    httpsAgent,
    responseType: 'stream',
    // Sets the socket's idle time; what happens then is up to the transport.
    timeout: caps.idle,
    maxRedirects: 0,
    maxBodyLength: Number.POSITIVE_INFINITY,
    decompress: false,
    proxy: false,
    validateStatus: () => true,
    transformRequest: [(body: unknown) => body],
    transport: cappedTransport(caps),
  });
  return {
    send: (request) => exchange(client, request),
    close: () => {
      httpAgent.destroy();
      httpsAgent.destroy();
    },
  };
}

/** Milliseconds that an idle connection is kept. */
const SPARE = 500;

/**
 * Servers with few processes serve one connection each, idle or not: an idle connection of ours would block our own other
 * requests. An agent destroys a free socket that times out; a request that takes the socket sets its own timeout.
 */
function sparing<A extends http.Agent>(agent: A): A {
  return agent.on('free', (socket: Socket) => socket.setTimeout(SPARE));
}

async function exchange(client: AxiosInstance, request: WireRequest): Promise<WireAnswer> {
  const own: { trouble?: unknown } = {};
  const data = typeof request.body === 'function' ? Readable.from(watched(request.body(), own)) : request.body;
  const headers = { 'accept-encoding': 'identity', 'user-agent': 'ferry', ...request.headers };
  try {
    const { method, url } = request;
    const { data: body } = await client.request({ method, url: url.href, headers, data });
    if (!(body instanceof IncomingMessage)) throw new WireBreak('NO_BODY');
    return { status: body.statusCode ?? 0, headers: body.headers, body: wholeBody(body, method) };
  } catch (error) {
    throw own.trouble ?? asBreak(error);
  }
}

/** Keeps an error of the request's own body apart from errors of the connection. */
async function* watched(body: AsyncIterable<Uint8Array>, own: { trouble?: unknown }): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (error) {
    own.trouble = error;
    throw error;
  }
}

/** The end of a connection isn't the end of a body: without a length or chunks an incomplete body would look complete. */
async function* wholeBody(answer: IncomingMessage, method: string): AsyncGenerator<Uint8Array> {
  const framed = answer.headers['content-length'] !== undefined || answer.headers['transfer-encoding'] !== undefined;
  const bare = method === 'HEAD' || answer.statusCode === 204 || answer.statusCode === 304;
  try {
    if (!framed && !bare) throw new WireBreak('UNFRAMED');
    for await (const chunk of answer) yield chunk;
    if (!answer.complete) throw new WireBreak('CUT_SHORT');
  } catch (error) {
    throw asBreak(error);
  } finally {
    answer.destroy();
  }
}

function asBreak(error: unknown): WireBreak {
  if (error instanceof WireBreak) return error;
  const cause = error instanceof Error && error.cause instanceof WireBreak ? error.cause : undefined;
  return cause ?? new WireBreak(error instanceof Error && 'code' in error ? String(error.code) : 'BROKEN');
}

function cappedTransport(caps: TimeCaps) {
  return {
    request: (options: RequestOptions, onAnswer: (answer: IncomingMessage) => void): ClientRequest => {
      const secure = options.protocol === 'https:';
      let answer: IncomingMessage | undefined;
      const request = (secure ? https : http).request(options, (begun) => {
        answer = begun;
        onAnswer(begun);
      });
      // Destroying the request of an answer that has begun would leave its reader waiting for ever.
      const breakOff = (code: string) => (answer ?? request).destroy(new WireBreak(code));
      const total = setTimeout(breakOff, caps.total, 'TIME_TOTAL');
      request.once('close', () => clearTimeout(total));
      request.on('timeout', () => breakOff('TIME_IDLE'));
      request.once('socket', (socket) => capConnect(socket, secure ? 'secureConnect' : 'connect', caps));
      return request;
    },
  };
}

function capConnect(socket: Socket, connected: string, caps: TimeCaps): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => socket.destroy(new WireBreak('TIME_CONNECT')), caps.connect);
  socket.once(connected, () => clearTimeout(timer));
  socket.once('close', () => clearTimeout(timer));
}
