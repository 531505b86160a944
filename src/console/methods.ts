/** Answers 405 with `Allow` where an address exists but not for the method asked. */
import type { HTTPMethods } from 'fastify';
import type { App } from './context.ts';
import { ApiProblem } from './problem.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'QUERY'];

/** Watches the routes being added; the function returned, called after the last one, adds refusals for all other methods. */
export function refuseOtherMethods(app: App): () => void {
  const known = new Map<string, Set<string>>();
  app.addHook('onRoute', (route) => {
    const methods = known.get(route.url) ?? new Set();
    for (const method of [route.method].flat()) methods.add(method);
    known.set(route.url, methods);
  });
  return () => {
    for (const [url, taken] of [...known]) refuse(app, url, [...taken]);
  };
}

function refuse(app: App, url: string, taken: readonly string[]): void {
  const rest = METHODS.filter((method) => !taken.includes(method));
  if (rest.length === 0) return;
  const allow = taken.join(', ');
  const answer = async (): Promise<never> => {
    throw new ApiProblem('method-not-allowed', { headers: { allow } });
  };
  // On the request already: what its body is doesn't matter.
  app.route({ method: [...rest], url, schema: { hide: true }, onRequest: answer, handler: answer });
}
