/** A page's login: a cookie that names scope, person and end, signed with the token that the person typed. Nothing is stored. */
import { createHmac } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { type Principal, principalOf, type Scope, sameText, type Tokens } from './access.ts';

/** Readable by no script and sent by no other site. */
export const COOKIE = 'ferry_console';
const LASTS = 12 * 3600 * 1000;

/** The cookie's value for a person who typed a right token; undefined for a wrong one. */
export function openSession(
  tokens: Tokens,
  login: { readonly token: string; readonly name: string; readonly now: number },
): string | undefined {
  const principal = principalOf(tokens, login.token);
  if (principal === undefined) return undefined;
  const claim = [principal.scope, String(login.now + LASTS), Buffer.from(login.name).toString('base64url')].join('.');
  return `${claim}.${sign(tokens[principal.scope], claim)}`;
}

/** Who the cookie of this request speaks for; undefined when it is missing, forged or over. */
export function sessionOf(request: FastifyRequest, tokens: Tokens): Principal | undefined {
  const cookie = request.cookies[COOKIE];
  const [, claim, signature] = /^([a-z]+\.\d+\.[\w-]*)\.([\w-]+)$/.exec(cookie ?? '') ?? [];
  if (claim === undefined || signature === undefined) return undefined;
  const [scope, until, name] = claim.split('.');
  if (!isScope(scope) || !sameText(signature, sign(tokens[scope], claim))) return undefined;
  if (Number(until) < Date.now()) return undefined;
  return { scope, name: Buffer.from(name ?? '', 'base64url').toString('utf8') };
}

/** What a form of this session must contain, so that no page of another site can send it. */
export function formToken(request: FastifyRequest, tokens: Tokens): string {
  return sign(tokens.operate, `form ${request.cookies[COOKIE] ?? ''}`);
}

function sign(secret: string, text: string): string {
  return createHmac('sha256', secret).update(`ferry-console ${text}`).digest('base64url');
}

function isScope(text: string | undefined): text is Scope {
  return text === 'read' || text === 'operate';
}
