/** Reads JSON bodies strictly: fatal UTF-8, bounded depth, and a hash of the bytes as they came. */
import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import { sha256 } from '../sha256.ts';
import type { App } from './context.ts';
import { ApiProblem } from './problem.ts';

const DEEPEST = 100;

declare module 'fastify' {
  interface FastifyRequest {
    /** sha256 of the body's bytes; empty before it was read. */
    bodyHash: string;
  }
}

/** JSON for every route below `app`. An empty body is no body. */
export function acceptJson(app: App): void {
  app.removeAllContentTypeParsers();
  app.decorateRequest('bodyHash', '');
  app.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json\b/, { parseAs: 'buffer' }, (request, body, done) => {
    answerWith(done, () => parse(request, bytesOf(body)));
  });
}

/** NDJSON besides: one item a line becomes `{items}`. */
export function acceptNdjson(app: App): void {
  app.addContentTypeParser(/^application\/x-ndjson\b/, { parseAs: 'buffer' }, (request, body, done) => {
    answerWith(done, () => parseLines(request, bytesOf(body)));
  });
}

function answerWith(done: (error: Error | null, body?: unknown) => void, read: () => unknown): void {
  try {
    done(null, read());
  } catch (error) {
    done(error instanceof Error ? error : new ApiProblem('bad-request'));
  }
}

function bytesOf(body: string | Buffer): Buffer {
  return typeof body === 'string' ? Buffer.from(body) : body;
}

function parse(request: FastifyRequest, body: Buffer): unknown {
  request.bodyHash = sha256(body);
  return body.length === 0 ? undefined : parseText(decode(body));
}

function parseLines(request: FastifyRequest, body: Buffer): unknown {
  request.bodyHash = sha256(body);
  const lines = decode(body).split('\n');
  return { items: lines.filter((line) => line.trim() !== '').map((line) => parseText(line)) };
}

function decode(body: Buffer): string {
  if (!isUtf8(body)) throw new ApiProblem('bad-request', { detail: 'the body is not UTF-8' });
  return body.toString('utf8').replace(/^\uFEFF/, '');
}

function parseText(text: string): unknown {
  requireShallow(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiProblem('bad-request', { detail: 'the body is not JSON' });
  }
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Before parsing: millions of open brackets would cost far more memory than their bytes. */
function requireShallow(text: string): void {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === 0x7b || code === 0x5b) depth += 1;
    else if (code === 0x7d || code === 0x5d) depth -= 1;
    if (depth > DEEPEST) throw new ApiProblem('bad-request', { detail: `the body is nested deeper than ${DEEPEST}` });
  }
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first -= 1;
  return (quote - first) % 2 === 1;
}
