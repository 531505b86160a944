/** Who may call: bearer tokens with a scope, the names this console is reached under, and the origin of a page's request. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ApiProblem } from './problem.ts';

/** What a token allows: looking, or everything. */
export type Scope = 'read' | 'operate';

/** The two secrets of a console. Never logged, never in a page. */
export interface Tokens {
  readonly operate: string;
  readonly read: string;
}

/** Who a request speaks for. */
export interface Principal {
  readonly scope: Scope;
  /** Shown in versions; `token:operate`, or a person's name. */
  readonly name: string;
}

/** The principal of a token, or undefined. Takes the same time for every wrong token. */
export function principalOf(tokens: Tokens, token: string): Principal | undefined {
  const operate = sameText(token, tokens.operate);
  const read = sameText(token, tokens.read);
  if (operate) return { scope: 'operate', name: 'token:operate' };
  return read ? { scope: 'read', name: 'token:read' } : undefined;
}

/** Throws unauthorised or forbidden. */
export function requireScope(principal: Principal | undefined, scope: Scope): Principal {
  if (principal === undefined) {
    throw new ApiProblem('unauthorised', { headers: { 'www-authenticate': 'Bearer realm="console"' } });
  }
  if (scope === 'operate' && principal.scope !== 'operate') throw new ApiProblem('forbidden');
  return principal;
}

/** The token of an Authorization header, or undefined. Tokens in addresses are not looked for: addresses are logged. */
export function bearerOf(headers: IncomingHttpHeaders): string | undefined {
  return /^Bearer +([^\s]+)$/i.exec(headers.authorization ?? '')?.[1];
}

/** Throws host-refused unless the request names this console and comes from nowhere else: against DNS rebinding and foreign pages. */
export function requireOwnHost(headers: IncomingHttpHeaders, hosts: readonly string[]): void {
  const host = hostName(`http://${headers.host ?? ''}`);
  if (host === undefined || !hosts.includes(host)) throw new ApiProblem('host-refused');
  const { origin } = headers;
  if (origin === undefined) return;
  if (URL.canParse(origin) && new URL(origin).host === headers.host) return;
  throw new ApiProblem('host-refused');
}

/** Compares without telling by time where the texts differ. */
export function sameText(left: string, right: string): boolean {
  return timingSafeEqual(digestOf(left), digestOf(right));
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function hostName(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
