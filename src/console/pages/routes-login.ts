/** Login and logout. */
import { z } from 'zod';
import type { App, ConsoleContext } from '../context.ts';
import { COOKIE, openSession } from '../session.ts';
import { loginPage } from './home.ts';
import { sendPage } from './layout.ts';
import { requireOwnForm } from './visit.ts';

/** Only addresses of our own: `//elsewhere` and `/\elsewhere` would lead away. */
const target = z
  .string()
  .max(4000)
  .regex(/^\/(?![/\\])/)
  .catch('/')
  .default('/');
const loginForm = z.object({
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^\P{Cc}*$/u),
  token: z.string().max(500),
  to: target,
});

/** Open to all. A wrong token costs as much time as a right one. */
export function loginRoutes(app: App, context: ConsoleContext): void {
  loginPageRoute(app, context);
  loginRoute(app, context);
  logoutRoute(app, context);
}

function loginPageRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/login',
    schema: { hide: true, querystring: z.object({ to: target }) },
    handler: async (request, reply) =>
      sendPage(reply, { title: 'Log in', body: loginPage(request.query.to, null), console: context.name }),
  });
}

function loginRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'POST',
    url: '/login',
    schema: { hide: true, body: loginForm },
    handler: async (request, reply) => {
      const { name, token, to } = request.body;
      const session = openSession(context.tokens, { token: token.trim(), name, now: Date.now() });
      if (session === undefined) {
        const body = loginPage(to, 'This is not a token of this console.');
        return sendPage(reply.code(401), { title: 'Log in', body, console: context.name });
      }
      return reply.setCookie(COOKIE, session, { path: '/', httpOnly: true, sameSite: 'strict' }).redirect(to, 303);
    },
  });
}

function logoutRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'POST',
    url: '/logout',
    schema: { hide: true, body: z.object({ form: z.string() }) },
    handler: async (request, reply) => {
      requireOwnForm(request, context, request.body.form);
      return reply.clearCookie(COOKIE, { path: '/' }).redirect('/login', 303);
    },
  });
}
