/** Turns whatever goes wrong in a request into an RFC 9457 problem. The only place that answers with one. */
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import type { App } from './context.ts';
import { asProblem } from './database.ts';
import { ApiProblem, type FieldError, type ProblemCode } from './problem.ts';

/** What Fastify itself refuses, by its status. */
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  400: 'bad-request',
  404: 'not-found',
  413: 'too-large',
  414: 'bad-request',
  415: 'media-type',
};

/** Headers whose absence has a status of its own. */
const BY_HEADER: Readonly<Record<string, ProblemCode>> = {
  'idempotency-key': 'idempotency-key-missing',
  'if-match': 'precondition-required',
};

/** The problem for anything thrown; `internal` for what nobody expected. */
export function problemOf(error: unknown, request?: FastifyRequest): ApiProblem {
  const known = asProblem(error);
  if (known instanceof ApiProblem) return known;
  if (hasZodFastifySchemaValidationErrors(error)) return invalid(error, request);
  const status = isFastifyError(error) ? error.statusCode : undefined;
  const code = status === undefined ? undefined : BY_STATUS[status];
  if (code !== undefined) return new ApiProblem(code);
  return new ApiProblem('internal');
}

/** Answers errors and unknown addresses below `app` with problems, and logs those that are our own fault. */
export function answerProblems(app: App): void {
  app.setErrorHandler((error, request, reply) => sendProblem(reply, explained(error, request)));
  app.setNotFoundHandler((_, reply) => sendProblem(reply, new ApiProblem('not-found')));
}

/** Answers a request with a problem; the only form in which the API refuses. */
export function sendProblem(reply: FastifyReply, { document, headers }: ApiProblem): FastifyReply {
  return reply
    .code(document.status)
    .headers(headers)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(document));
}

/** Answers what never became a request: broken HTTP, headers that are too large. */
export function answerBrokenHttp(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) return;
  const { document } = new ApiProblem(error.code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'bad-request');
  const body = JSON.stringify(document);
  const head = [
    'content-type: application/problem+json',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`HTTP/1.1 ${document.status} ${STATUS_CODES[document.status]}\r\n${head.join('\r\n')}\r\n\r\n${body}`);
}

/** Logged without message: a database's message may quote a record. */
function explained(error: unknown, request: FastifyRequest): ApiProblem {
  const found = problemOf(error, request);
  if (found.document.code !== 'internal') return found;
  const { name, stack } = error instanceof Error ? error : { name: typeof error, stack: undefined };
  const where = stack?.split('\n').filter((line) => line.trimStart().startsWith('at '));
  const code = isFastifyError(error) ? error.code : undefined;
  request.log.error({ code, name, where, route: request.routeOptions.url }, 'a request failed');
  return found;
}

interface Invalid {
  readonly validation: readonly { readonly instancePath: string; readonly message?: string }[];
  readonly validationContext?: string;
}

function invalid(error: Invalid, request: FastifyRequest | undefined): ApiProblem {
  const context = error.validationContext ?? 'body';
  const errors = error.validation.map(({ instancePath, message }): FieldError => {
    const pointer = context === 'body' ? instancePath : `/${context}${instancePath}`;
    return { pointer, code: 'contract', detail: message ?? 'is not valid' };
  });
  const missing = Object.entries(BY_HEADER).find(([name]) => lacks(request, errors, name));
  return new ApiProblem(missing?.[1] ?? 'contract', { errors });
}

function lacks(request: FastifyRequest | undefined, errors: readonly FieldError[], name: string): boolean {
  return request?.headers[name] === undefined && errors.some(({ pointer }) => pointer === `/headers/${name}`);
}

function isFastifyError(error: unknown): error is FastifyError {
  return error instanceof Error && 'code' in error;
}
