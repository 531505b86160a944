/** The pages people look at: start, lists, records, outbox. */

import type { Pool } from 'pg';
import type { Entity } from '../../model/entity.ts';
import { browseRecords } from '../browse.ts';
import type { App, ConsoleContext } from '../context.ts';
import { outboxQuery } from '../contract/outbox.ts';
import { entityPath, recordPath as recordParams } from '../contract/parameters.ts';
import { readOutbox } from '../outbox.ts';
import { ApiProblem } from '../problem.ts';
import { findRecord, type HeldRecord, listVersions } from '../records.ts';
import { countRecords } from '../totals.ts';
import { homePage } from './home.ts';
import { listPage } from './list.ts';
import { browseOf, listPageQuery } from './list-query.ts';
import { readerFor, titleOf } from './names.ts';
import { outboxPage } from './outbox.ts';
import { recordPage, textsOf } from './record.ts';
import { showRelatives } from './relatives.ts';
import { openRenderer } from './rendering.ts';
import { answerPage, visitorOf } from './visit.ts';
import { pluralOf } from './words.ts';

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
    schema: { hide: true, params: entityPath, querystring: listPageQuery },
    handler: async (request, reply) => {
      const { entity } = request.params;
      const { zone } = visitorOf(request, context);
      const asked = browseOf(entity, request.query);
      const found = await browseRecords(context.pool, entity, asked);
      const { [entity]: counted } = await countRecords(context.pool, {});
      const reader = await readerFor(context.pool, { entity, records: found.items.map(({ data }) => data), zone });
      const body = listPage({ entity, found, asked, total: counted.live, reader });
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
      const visitor = visitorOf(request, context);
      const view = await readView(context.pool, { entity, record, zone: visitor.zone });
      const body = recordPage({ ...view, ...visitor, showBody });
      return answerPage(request, reply, {
        context,
        title: titleOf({ entity, externalId, data: record.data }, view.reader.names),
        body,
        here: entity,
      });
    },
  });
}

interface Looked {
  readonly entity: Entity;
  readonly record: HeldRecord;
  readonly zone: string;
}

/** What the page of a record shows beside the record, read from the database. */
async function readView(pool: Pool, { entity, record, zone }: Looked) {
  return {
    entity,
    record,
    versions: (await listVersions(pool, entity, record.externalId)) ?? [],
    reader: await readerFor(pool, { entity, records: [record.data], zone }),
    relatives: await showRelatives(pool, { entity, externalId: record.externalId, zone }),
  };
}

function outboxRoute(app: App, context: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/outbox',
    schema: { hide: true, querystring: outboxQuery },
    handler: async (request, reply) => {
      const { before = null, limit } = request.query;
      const { zone } = visitorOf(request, context);
      const notices = await readOutbox(context.pool, { before, limit });
      const more = notices.length === limit ? (notices.at(-1)?.id ?? null) : null;
      return answerPage(request, reply, { context, title: 'Outbox', body: outboxPage({ notices, more, zone }) });
    },
  });
}
