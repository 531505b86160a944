/** Counts and digests: what a reconciliation asks. */
import { z } from 'zod';
import type { App, ConsoleContext } from './context.ts';
import { entityPath } from './contract/parameters.ts';
import { counts, digest, digestQuery, scopeQuery } from './contract/totals.ts';
import { problems } from './responses.ts';
import { countRecords, digestRecords } from './totals.ts';

/** Reads only; both routes answer from the current state of the records. */
export function totalsRoutes(app: App, context: ConsoleContext): void {
  countsRoute(app, context);
  digestsRoute(app, context);
}

function countsRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/v1/counts',
    config: { scope: 'read' },
    schema: {
      operationId: 'counts',
      tags: ['reconcile'],
      summary: 'Live and tombstoned records of every entity.',
      querystring: scopeQuery,
      response: { 200: counts, ...problems(400, 401, 403, 503) },
    },
    handler: (request) => countRecords(pool, request.query),
  });
}

function digestsRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/v1/digests/:entity',
    config: { scope: 'read' },
    schema: {
      operationId: 'digests',
      tags: ['reconcile'],
      summary: 'One digest per bucket of keys, to narrow a difference down.',
      description:
        'A bucket is the first `depth` hex digits of sha256(externalId). Its digest is sha256 over the lines ' +
        '`externalId LF contentHash LF` of its live records in bytewise order of externalId.',
      params: entityPath,
      querystring: digestQuery,
      response: { 200: z.array(digest), ...problems(400, 401, 403, 503) },
    },
    handler: (request) => digestRecords(pool, request.params.entity, request.query),
  });
}
