/** The pages people look at: start, lists, records, outbox. */
import { outboxQuery } from '../contract/outbox.ts';
import { entityPath, recordPath as recordParams } from '../contract/parameters.ts';
import { listQuery } from '../contract/records.ts';
import { readOutbox } from '../outbox.ts';
import type { App, ConsoleParts } from '../parts.ts';
import { ApiProblem } from '../problem.ts';
import { findRecord, listRecords, listVersions } from '../records.ts';
import { countRecords } from '../totals.ts';
import { homePage } from './home.ts';
import { listPage } from './list.ts';
import { outboxPage } from './outbox.ts';
import { recordPage, textsOf } from './record.ts';
import { showRelatives } from './relatives.ts';
import { openRenderer } from './rendering.ts';
import { labelsFor } from './show.ts';
import { answerPage, visitorOf } from './visit.ts';
import { pluralOf, titleOf } from './words.ts';

const ROWS = 50;

/** Reads only: a session with the read token sees all of it. */
export function readRoutes(app: App, parts: ConsoleParts): void {
  app.route({
    method: 'GET',
    url: '/',
    schema: { hide: true },
    handler: async (request, reply) => {
      const body = homePage(await countRecords(parts.pool, {}));
      return answerPage(request, reply, { parts, title: 'Start', body });
    },
  });
  listRoute(app, parts);
  recordRoute(app, parts);
  outboxRoute(app, parts);
}

function listRoute(app: App, parts: ConsoleParts): void {
  app.route({
    method: 'GET',
    url: '/entities/:entity',
    schema: { hide: true, params: entityPath, querystring: listQuery },
    handler: async (request, reply) => {
      const { entity } = request.params;
      const { q = '', cursor, ...rest } = request.query;
      const edited = rest.edited === 'true';
      const filter = { edited, tombstoned: false, ...(q === '' ? {} : { q }) };
      const page = await listRecords(parts.pool, entity, { filter, limit: ROWS, cursor });
      const labels = await labelsFor(
        parts.pool,
        entity,
        page.items.map(({ data }) => data),
      );
      const body = listPage({ entity, page, labels, q, edited });
      return answerPage(request, reply, { parts, title: pluralOf(entity), body, here: entity });
    },
  });
}

function recordRoute(app: App, parts: ConsoleParts): void {
  const renderer = openRenderer();
  app.addHook('onClose', () => renderer.close());
  app.route({
    method: 'GET',
    url: '/entities/:entity/:externalId',
    schema: { hide: true, params: recordParams },
    handler: async (request, reply) => {
      const { entity, externalId } = request.params;
      const record = await findRecord(parts.pool, entity, externalId);
      if (record === undefined) throw new ApiProblem('not-found');
      const { mayEdit, formToken } = visitorOf(request, parts);
      const body = recordPage({
        entity,
        record,
        versions: (await listVersions(parts.pool, entity, externalId)) ?? [],
        labels: await labelsFor(parts.pool, entity, [record.data]),
        relatives: await showRelatives(parts.pool, entity, externalId),
        showBody: await renderer.render(textsOf(entity, record.data)),
        mayEdit,
        formToken,
      });
      return answerPage(request, reply, { parts, title: titleOf(entity, externalId, record.data), body, here: entity });
    },
  });
}

function outboxRoute(app: App, parts: ConsoleParts): void {
  app.route({
    method: 'GET',
    url: '/outbox',
    schema: { hide: true, querystring: outboxQuery },
    handler: async (request, reply) => {
      const { before = null, limit } = request.query;
      const notices = await readOutbox(parts.pool, { before, limit });
      const more = notices.length === limit ? (notices.at(-1)?.id ?? null) : null;
      return answerPage(request, reply, { parts, title: 'Outbox', body: outboxPage(notices, more) });
    },
  });
}
