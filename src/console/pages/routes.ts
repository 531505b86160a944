/** The addresses of the pages. All but login and style need a session. */
import { readFileSync } from 'node:fs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { App, ConsoleContext } from '../context.ts';
import { problemOf } from '../errors.ts';
import { sessionOf } from '../session.ts';
import { problemPage } from './home.ts';
import { sendPage } from './layout.ts';
import { editRoutes } from './routes-edit.ts';
import { loginRoutes } from './routes-login.ts';
import { readRoutes } from './routes-read.ts';
import { zoneRoutes } from './routes-zone.ts';
import { visitorOf } from './visit.ts';

const STYLE = readFileSync(new URL('./console.css', import.meta.url), 'utf8');

/** Adds all pages below `app`, which must be a scope of its own: errors are answered with pages here. */
export async function pageRoutes(app: App, context: ConsoleContext): Promise<void> {
  app.setErrorHandler((error, request, reply) => answerProblem({ error, request, reply, context }));
  app.route({
    method: 'GET',
    url: '/console.css',
    schema: { hide: true },
    handler: async (_, reply) => reply.type('text/css; charset=utf-8').send(STYLE),
  });
  loginRoutes(app, context);
  await app.register(async (scope) => {
    scope.addHook('preHandler', async (request, reply) => {
      if (request.method !== 'GET' || sessionOf(request, context.tokens) !== undefined) return;
      return reply.redirect(`/login?${new URLSearchParams({ to: request.url })}`, 303);
    });
    const pages = scope.withTypeProvider<ZodTypeProvider>();
    readRoutes(pages, context);
    editRoutes(pages, context);
    zoneRoutes(pages, context);
  });
}

interface Failure {
  readonly error: unknown;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly context: ConsoleContext;
}

function answerProblem({ error, request, reply, context }: Failure): FastifyReply {
  const { document } = problemOf(error);
  if (document.code === 'unauthorised') return reply.redirect('/login', 303);
  const body = problemPage(document.title, document.detail);
  const known = sessionOf(request, context.tokens) !== undefined;
  return sendPage(reply.code(document.status), {
    title: document.title,
    body,
    console: context.name,
    ...(known ? { visitor: visitorOf(request, context) } : {}),
  });
}
