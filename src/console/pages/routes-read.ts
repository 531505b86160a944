/** The pages people look at: start, lists, records, outbox. */

import type { Pool } from 'pg';
import type { Entity } from '../../model/entity.ts';
import type { App, ConsoleContext } from '../context.ts';
import { outboxQuery } from '../contract/outbox.ts';
import { entityPath, recordPath as recordParams } from '../contract/parameters.ts';
import { listQuery } from '../contract/records.ts';
import { readOutbox } from '../outbox.ts';
import { ApiProblem } from '../problem.ts';
import { findRecord, type HeldRecord, listRecords, listVersions } from '../records.ts';
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
export function readRoutes(app: App, context: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/',
    schema: { hide: true },
    handler: async (request, reply) => {
      const body = homePage(await countRecords(context.pool, {}));
      return answerPage(request, reply, { context, title: 'Start', body });
    },
  });
  listRoute(app, context);
  recordRoute(app, context);
  outboxRoute(app, context);
}

function listRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/entities/:entity',
    schema: { hide: true, params: entityPath, querystring: listQuery },
    handler: async (request, reply) => {
      const { entity } = request.params;
      const { q = '', cursor, ...rest } = request.query;
      const edited = rest.edited === 'true';
      const filter = { edited, tombstoned: false, ...(q === '' ? {} : { q }) };
      const page = await listRecords(context.pool, entity, { filter, limit: ROWS, cursor });
      const labels = await labelsFor(
        context.pool,
        entity,
        page.items.map(({ data }) => data),
      );
      const body = listPage({ entity, page, labels, q, edited });
      return answerPage(request, reply, { context, title: pluralOf(entity), body, here: entity });
    },
  });
}

function recordRoute(app: App, context: ConsoleContext): void {
  const renderer = openRenderer();
  app.addHook('onClose', () => renderer.close());
  app.route({
    method: 'GET',
    url: '/entities/:entity/:externalId',
    schema: { hide: true, params: recordParams },
    handler: async (request, reply) => {
      const { entity, externalId } = request.params;
      const record = await findRecord(context.pool, entity, externalId);
      if (record === undefined) throw new ApiProblem('not-found');
      const showBody = await renderer.render(textsOf(entity, record.data));
      const body = recordPage({
        ...(await readView(context.pool, entity, record)),
        ...visitorOf(request, context),
        showBody,
      });
      return answerPage(request, reply, {
        context,
        title: titleOf(entity, externalId, record.data),
        body,
        here: entity,
      });
    },
  });
}

/** What the page of a record shows beside the record, read from the database. */
async function readView(pool: Pool, entity: Entity, record: HeldRecord) {
  return {
    entity,
    record,
    versions: (await listVersions(pool, entity, record.externalId)) ?? [],
    labels: await labelsFor(pool, entity, [record.data]),
    relatives: await showRelatives(pool, entity, record.externalId),
  };
}

function outboxRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/outbox',
    schema: { hide: true, querystring: outboxQuery },
    handler: async (request, reply) => {
      const { before = null, limit } = request.query;
      const notices = await readOutbox(context.pool, { before, limit });
      const more = notices.length === limit ? (notices.at(-1)?.id ?? null) : null;
      return answerPage(request, reply, { context, title: 'Outbox', body: outboxPage(notices, more) });
    },
  });
}
