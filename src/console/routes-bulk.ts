/** `POST /v1/bulk/{entity}`: how imports write. */
import type { FastifyRequest } from 'fastify';
import { sha256 } from '../sha256.ts';
import { acceptNdjson } from './bodies.ts';
import { runBulk } from './bulk.ts';
import type { App, ConsoleContext } from './context.ts';
import { bulkHeaders, bulkQuery, bulkRequest, bulkResult } from './contract/bulk.ts';
import { entityPath } from './contract/parameters.ts';
import { problems, wireJson } from './responses.ts';

const schema = {
  operationId: 'bulk',
  tags: ['import'],
  summary: 'Write up to 1000 records by external id, in order, each with its own result.',
  consumes: ['application/json', 'application/x-ndjson'],
  params: entityPath,
  headers: bulkHeaders,
  querystring: bulkQuery,
  body: bulkRequest,
  response: {
    200: wireJson('Each item has its own result.', bulkResult),
    ...problems(400, 401, 403, 409, 413, 415, 422, 423, 503),
  },
};

/** The one route that takes NDJSON. */
export function bulkRoutes(app: App, { pool }: ConsoleContext): void {
  acceptNdjson(app);
  app.route({
    method: 'POST',
    url: '/v1/bulk/:entity',
    config: { scope: 'operate' },
    schema,
    handler: async (request, reply) => {
      const { headers, query } = request;
      const answer = await runBulk(pool, {
        entity: request.params.entity,
        items: request.body.items,
        run: headers['import-run'],
        mode: headers['import-mode'],
        actor: request.actor,
        atomic: query.atomic === 'true',
        detail: query.return,
        idempotencyKey: headers['idempotency-key'],
        requestHash: requestHash(request),
      });
      if (answer.replayed) reply.header('idempotency-replayed', 'true');
      return reply.type('application/json; charset=utf-8').send(answer.body);
    },
  });
}

/** Two calls are the same when address, mode, run and every byte of the body are. */
function requestHash(request: FastifyRequest): string {
  const parts = [request.url, request.headers['import-mode'], request.headers['import-run'], request.bodyHash];
  return sha256(JSON.stringify(parts));
}
