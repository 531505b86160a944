/** `GET /v1/outbox`: whom the console would have notified. */
import { z } from 'zod';
import type { App, ConsoleContext } from './context.ts';
import { notice, outboxQuery } from './contract/outbox.ts';
import { readOutbox } from './outbox.ts';
import { problems } from './responses.ts';

/** Reads a page of notices. */
export function outboxRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/v1/outbox',
    config: { scope: 'read' },
    schema: {
      operationId: 'outbox',
      tags: ['read'],
      summary: 'What people would have been told, newest first. Imports of history add nothing.',
      querystring: outboxQuery,
      response: { 200: z.object({ items: z.array(notice) }), ...problems(400, 401, 403, 503) },
    },
    handler: async (request) => ({
      items: await readOutbox(pool, { before: request.query.before ?? null, limit: request.query.limit }),
    }),
  });
}
