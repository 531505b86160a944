/** Which console this is, and the switches of a rollback and a cutover: closed runs and the freeze. */
import { z } from 'zod';
import type { App, ConsoleContext } from './context.ts';
import { freeze, freezeRequest, instance, runState } from './contract/control.ts';
import { runPath } from './contract/parameters.ts';
import { reading } from './database.ts';
import { problems } from './responses.ts';
import { VERSION } from './version.ts';
import { closedAt, closeRun, readFreeze, setFreeze } from './write-switches.ts';

/** What runs, rollbacks and cutovers ask and switch, and the health check. */
export function controlRoutes(app: App, context: ConsoleContext): void {
  instanceRoute(app, context);
  healthRoute(app, context);
  runRoutes(app, context);
  freezeRoutes(app, context);
}

function instanceRoute(app: App, { pool, name, production }: ConsoleContext): void {
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
}

function healthRoute(app: App, { pool }: ConsoleContext): void {
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

function runRoutes(app: App, { pool }: ConsoleContext): void {
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

function freezeRoutes(app: App, { pool }: ConsoleContext): void {
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
