/** Reading records, and editing or deleting single ones. */
import type { Pool } from 'pg';
import { z } from 'zod';
import type { Entity } from '../model/entity.ts';
import { isObject } from '../model/json.ts';
import type { App, ConsoleContext } from './context.ts';
import { deleteHeaders, editBody, editHeaders } from './contract/edits.ts';
import { entityPath, recordPath } from './contract/parameters.ts';
import { listQuery, lookupRequest, page, record, version } from './contract/records.ts';
import { deleteRecord, editRecord } from './edit.ts';
import { ApiProblem } from './problem.ts';
import { findRecord, type HeldRecord, listRecords, listVersions, lookUp } from './records.ts';
import { problems } from './responses.ts';

/** What clients read and edit. */
export function recordRoutes(app: App, context: ConsoleContext): void {
  listRoute(app, context);
  lookupRoute(app, context);
  getRoute(app, context);
  versionsRoute(app, context);
  editRoute(app, context);
  deleteRoute(app, context);
}

function listRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/v1/entities/:entity',
    config: { scope: 'read' },
    schema: {
      operationId: 'list',
      tags: ['read'],
      summary: 'Page through records in bytewise order of their keys.',
      params: entityPath,
      querystring: listQuery,
      response: { 200: page, ...problems(400, 401, 403, 503) },
    },
    handler: async (request) => {
      const { cursor, limit, edited, tombstoned, ...rest } = request.query;
      const filter = { ...rest, edited: edited === 'true', tombstoned: tombstoned === 'true' };
      return listRecords(pool, request.params.entity, { filter, cursor, limit });
    },
  });
}

function lookupRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'POST',
    url: '/v1/lookup/:entity',
    config: { scope: 'read' },
    schema: {
      operationId: 'lookup',
      tags: ['read'],
      summary: 'Up to 1000 records by key, tombstoned ones included; keys never seen are left out.',
      params: entityPath,
      body: lookupRequest,
      response: { 200: z.object({ items: z.array(record) }), ...problems(400, 401, 403, 413, 415, 503) },
    },
    handler: async (request) => ({ items: await lookUp(pool, request.params.entity, request.body.externalIds) }),
  });
}

function getRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/v1/entities/:entity/:externalId',
    config: { scope: 'read' },
    schema: {
      operationId: 'get',
      tags: ['read'],
      summary: 'One record.',
      params: recordPath,
      response: { 200: record, ...problems(400, 401, 403, 404, 410, 503) },
    },
    handler: async (request, reply) => {
      const held = await liveRecord(pool, request.params);
      reply.header('etag', `"${held.etag}"`);
      return held;
    },
  });
}

function versionsRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'GET',
    url: '/v1/versions/:entity/:externalId',
    config: { scope: 'read' },
    schema: {
      operationId: 'versions',
      tags: ['read'],
      summary: 'The versions kept of a record, newest first (at most 1000), of tombstoned ones as well.',
      params: recordPath,
      response: { 200: z.object({ items: z.array(version) }), ...problems(400, 401, 403, 404, 503) },
    },
    handler: async (request) => {
      const items = await listVersions(pool, request.params.entity, request.params.externalId);
      if (items === undefined) throw new ApiProblem('not-found');
      return { items: [...items] };
    },
  });
}

function editRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'PATCH',
    url: '/v1/entities/:entity/:externalId',
    config: { scope: 'operate' },
    schema: {
      operationId: 'edit',
      tags: ['edit'],
      summary: 'Change the fields sent, as a person or live client does; null clears. Notifies.',
      consumes: ['application/json', 'application/merge-patch+json'],
      params: recordPath,
      headers: editHeaders,
      body: editBody,
      response: { 200: record, ...problems(400, 401, 403, 404, 410, 412, 413, 415, 422, 423, 503) },
    },
    handler: async (request, reply) => {
      const { entity, externalId } = request.params;
      if (!isObject(request.body)) throw new ApiProblem('contract');
      const actor = editorOf(request.headers['edited-by'], request.actor);
      await editRecord(pool, { entity, externalId, actor, ...matching(request.headers), fields: request.body });
      const held = await liveRecord(pool, { entity, externalId });
      reply.header('etag', `"${held.etag}"`);
      return held;
    },
  });
}

function deleteRoute(app: App, { pool }: ConsoleContext): void {
  app.route({
    method: 'DELETE',
    url: '/v1/entities/:entity/:externalId',
    config: { scope: 'operate' },
    schema: {
      operationId: 'delete',
      tags: ['edit'],
      summary: 'Tombstone a record. Its versions stay and its key stays taken.',
      params: recordPath,
      headers: deleteHeaders,
      response: { 200: record, ...problems(400, 401, 403, 404, 410, 412, 423, 428, 503) },
    },
    handler: async (request) => {
      const { entity, externalId } = request.params;
      const actor = editorOf(request.headers['edited-by'], request.actor);
      await deleteRecord(pool, { entity, externalId, actor, ...matching(request.headers) });
      const held = await findRecord(pool, entity, externalId);
      if (held === undefined) throw new ApiProblem('not-found');
      return held;
    },
  });
}

async function liveRecord(pool: Pool, at: { entity: Entity; externalId: string }): Promise<HeldRecord> {
  const held = await findRecord(pool, at.entity, at.externalId);
  if (held === undefined) throw new ApiProblem('not-found');
  if (held.tombstoned) throw new ApiProblem('tombstoned');
  return held;
}

/** `"3-9f86d081884c"`, also weak or without quotes; `*` is any live record. */
function matching(headers: { 'if-match'?: string | undefined }): { ifMatch?: string } {
  const given = headers['if-match'];
  if (given === undefined || given === '*') return {};
  return { ifMatch: given.replace(/^(?:W\/)?"(.*)"$/, '$1') };
}

/** HTTP headers can't contain Chinese, so the name is percent-encoded. One that can't be decoded is shown as sent. */
function editorOf(header: string | undefined, fallback: string): string {
  if (header === undefined) return fallback;
  try {
    return decodeURIComponent(header).replaceAll('\0', '') || fallback;
  } catch {
    return header;
  }
}
