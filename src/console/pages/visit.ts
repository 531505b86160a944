/** Who asks for a page, and whether they may do what their form asks. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Principal, requireScope, sameText } from '../access.ts';
import type { ConsoleContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import { formToken, sessionOf } from '../session.ts';
import type { Html } from './html.ts';
import { sendPage, type Visitor } from './layout.ts';
import { zoneOr } from './times.ts';

/** Holds the zone that a person chose. */
export const ZONE_COOKIE = 'ferry_console_zone';

/** A page for the visitor of this request. Throws unauthorised when the session is over. */
export function answerPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: { readonly context: ConsoleContext; readonly title: string; readonly body: Html; readonly here?: string },
): FastifyReply {
  const { context, title, body, here } = page;
  const visitor = visitorOf(request, context);
  return sendPage(reply, { title, body, console: context.name, visitor, ...(here === undefined ? {} : { here }) });
}

/** The person behind the session. Throws unauthorised when there is none. */
export function visitorOf(request: FastifyRequest, context: ConsoleContext): Visitor {
  const { scope, name } = principalOf(request, context);
  const zone = zoneOr(request.cookies[ZONE_COOKIE]);
  return { name, mayEdit: scope === 'operate', zone, formToken: formToken(request, context.tokens) };
}

/** The person behind a form. Throws unauthorised, forbidden for those who may only look and for forms that aren't ours. */
export function editorOf(request: FastifyRequest, context: ConsoleContext, form: string): string {
  const { name } = requireScope(principalOf(request, context), 'operate');
  requireOwnForm(request, context, form);
  return name;
}

/** Throws forbidden unless the form was made for this session. */
export function requireOwnForm(request: FastifyRequest, context: ConsoleContext, form: string): void {
  if (!sameText(form, formToken(request, context.tokens))) throw new ApiProblem('forbidden');
}

function principalOf(request: FastifyRequest, context: ConsoleContext): Principal {
  return requireScope(sessionOf(request, context.tokens), 'read');
}
