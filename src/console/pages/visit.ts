/** Who looks at a page, and whether they may do what their form asks. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Principal, requireScope, sameText } from '../access.ts';
import type { ConsoleParts } from '../parts.ts';
import { ApiProblem } from '../problem.ts';
import { formToken, sessionOf } from '../session.ts';
import type { Html } from './html.ts';
import { sendPage, type Visitor } from './layout.ts';

/** A page for the visitor of this request. Throws unauthorised when the session is over. */
export function answerPage(
  request: FastifyRequest,
  reply: FastifyReply,
  page: { readonly parts: ConsoleParts; readonly title: string; readonly body: Html; readonly here?: string },
): FastifyReply {
  const { parts, title, body, here } = page;
  const visitor = visitorOf(request, parts);
  return sendPage(reply, { title, body, console: parts.name, visitor, ...(here === undefined ? {} : { here }) });
}

/** The person behind the session. Throws unauthorised when there is none. */
export function visitorOf(request: FastifyRequest, parts: ConsoleParts): Visitor {
  const { scope, name } = principalOf(request, parts);
  return { name, mayEdit: scope === 'operate', formToken: formToken(request, parts.tokens) };
}

/** The person behind a form. Throws unauthorised, forbidden for those who may only look and for forms that aren't ours. */
export function editorOf(request: FastifyRequest, parts: ConsoleParts, form: string): string {
  const { name } = requireScope(principalOf(request, parts), 'operate');
  requireOwnForm(request, parts, form);
  return name;
}

/** Throws forbidden unless the form was made for this session. */
export function requireOwnForm(request: FastifyRequest, parts: ConsoleParts, form: string): void {
  if (!sameText(form, formToken(request, parts.tokens))) throw new ApiProblem('forbidden');
}

function principalOf(request: FastifyRequest, parts: ConsoleParts): Principal {
  return requireScope(sessionOf(request, parts.tokens), 'read');
}
