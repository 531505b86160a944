/** Counts, digests, the instance, and the switches of a cutover and a rollback. */
import { z } from 'zod';
import { freeze, freezeRequest, instance, runState } from './contract/control.ts';
import { notice, outboxQuery } from './contract/outbox.ts';
import { entityPath, runPath } from './contract/parameters.ts';
import { counts, digest, digestQuery, scopeQuery } from './contract/totals.ts';
import { reading } from './database.ts';
import { closedAt, closeRun, readFreeze, setFreeze } from './gates.ts';
import { readOutbox } from './outbox.ts';
import type { App, ConsoleParts } from './parts.ts';
import { problems } from './responses.ts';
import { countRecords, digestRecords } from './totals.ts';
import { VERSION } from './version.ts';

/** What runs, rollbacks and cutovers ask and switch. */
export function controlRoutes(app: App, parts: ConsoleParts): void {
  totalsRoutes(app, parts);
  instanceRoutes(app, parts);
  runRoutes(app, parts);
  freezeRoutes(app, parts);
  outboxRoute(app, parts);
}

function totalsRoutes(app: App, { pool }: ConsoleParts): void {
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

function instanceRoutes(app: App, { pool, name, production }: ConsoleParts): void {
  app.route({
    method: 'GET',
    url: '/v1/instance',
    config: { scope: 'read' },
    schema: {
      operationId: 'instance',
      tags: ['control'],
      summary: 'Which console this is; another UUID after its data was recreated.',
      response: { 200: instance, ...problems(401, 403, 503) },
    },
    handler: async () => {
      const { rows } = await reading(pool, (db) =>
        db.query<{ instance: string }>('select instance::text from console.instance'),
      );
      return { instance: rows[0]?.instance ?? '', name, version: VERSION, production };
    },
  });
  app.route({
    method: 'GET',
    url: '/healthz',
    schema: {
      operationId: 'health',
      tags: ['control'],
      summary: 'Whether console and database answer. Needs no token.',
      security: [],
      response: { 200: z.object({ status: z.literal('ok') }), ...problems(403, 503) },
    },
    handler: async () => {
      await reading(pool, (db) => db.query('select 1'));
      return { status: 'ok' as const };
    },
  });
}

function runRoutes(app: App, { pool }: ConsoleParts): void {
  app.route({
    method: 'PUT',
    url: '/v1/runs/:run/closed',
    config: { scope: 'operate' },
    schema: {
      operationId: 'closeRun',
      tags: ['control'],
      summary: 'Refuse every later write of a run, replayed answers included. Waits for writes under way; for good.',
      params: runPath,
      response: { 200: runState, ...problems(400, 401, 403, 503) },
    },
    handler: (request) => closeRun(pool, request.params.run, request.actor),
  });
  app.route({
    method: 'GET',
    url: '/v1/runs/:run/closed',
    config: { scope: 'read' },
    schema: {
      operationId: 'runClosed',
      tags: ['control'],
      summary: 'When a run was closed; null while it is open.',
      params: runPath,
      response: { 200: runState, ...problems(400, 401, 403, 503) },
    },
    handler: async (request) => ({ run: request.params.run, closedAt: await closedAt(pool, request.params.run) }),
  });
}

function freezeRoutes(app: App, { pool }: ConsoleParts): void {
  app.route({
    method: 'PUT',
    url: '/v1/freeze',
    config: { scope: 'operate' },
    schema: {
      operationId: 'setFreeze',
      tags: ['control'],
      summary: 'While frozen, every write but those of one run answers 423.',
      body: freezeRequest,
      response: { 200: freeze, ...problems(400, 401, 403, 413, 415, 503) },
    },
    handler: (request) => {
      const { frozen, allowRun = null, reason = null } = request.body;
      return setFreeze(pool, { frozen, allowRun, reason }, request.actor);
    },
  });
  app.route({
    method: 'GET',
    url: '/v1/freeze',
    config: { scope: 'read' },
    schema: {
      operationId: 'freeze',
      tags: ['control'],
      summary: 'Whether the console is frozen, and for whom not.',
      response: { 200: freeze, ...problems(401, 403, 503) },
    },
    handler: () => readFreeze(pool),
  });
}

function outboxRoute(app: App, { pool }: ConsoleParts): void {
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
