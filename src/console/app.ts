/** Puts the console's HTTP server together from its routes; no port is opened here. */
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import Fastify, { LogController } from 'fastify';
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { bearerOf, principalOf, requireOwnHost, requireScope } from './access.ts';
import { acceptJson } from './bodies.ts';
import type { App, ConsoleContext } from './context.ts';
import { answerBrokenHttp, answerProblems, sendProblem } from './errors.ts';
import { refuseOtherMethods } from './methods.ts';
import { describeApi } from './openapi.ts';
import { pageRoutes } from './pages/routes.ts';
import { ApiProblem } from './problem.ts';
import { assetRoutes } from './routes-assets.ts';
import { bulkRoutes } from './routes-bulk.ts';
import { controlRoutes } from './routes-control.ts';
import { outboxRoute } from './routes-outbox.ts';
import { recordRoutes } from './routes-records.ts';
import { totalsRoutes } from './routes-totals.ts';
import { sessionOf } from './session.ts';

const MOST_BYTES = 64 << 20;

/** The server with all its routes. Its logger writes failures to stderr and never a record's contents. */
export async function buildApp(context: ConsoleContext): Promise<App> {
  const app = createServer();
  app.setValidatorCompiler(validatorCompiler);
  // Answers are typed by their schemas; checking them again would cost more than making them.
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  app.decorateRequest('actor', '');
  acceptJson(app);
  answerProblems(app);
  await app.register(cookie);
  admit(app, context);
  await describeApi(app);
  const refuseRest = refuseOtherMethods(app);
  await app.register(async (scope) => apiRoutes(scope.withTypeProvider<ZodTypeProvider>(), context));
  await app.register(async (scope) => {
    await scope.register(formbody);
    await pageRoutes(scope.withTypeProvider<ZodTypeProvider>(), context);
  });
  refuseRest();
  await app.ready();
  return app;
}

function createServer(): App {
  return Fastify({
    logger: { level: 'error', stream: process.stderr },
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: MOST_BYTES,
    requestTimeout: 300_000,
    keepAliveTimeout: 65_000,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 8000, ignoreTrailingSlash: false },
    clientErrorHandler: answerBrokenHttp,
    frameworkErrors: (_, __, reply) => sendProblem(reply, new ApiProblem('bad-request')),
  }).withTypeProvider<ZodTypeProvider>();
}

function apiRoutes(app: App, context: ConsoleContext): void {
  bulkRoutes(app, context);
  recordRoutes(app, context);
  assetRoutes(app, context);
  totalsRoutes(app, context);
  controlRoutes(app, context);
  outboxRoute(app, context);
}

/** Lets a request in when it names one of our hosts and has the token that its route asks for. */
function admit(app: App, { tokens, hosts }: ConsoleContext): void {
  app.addHook('onRequest', async (request, reply) => {
    // Not `no-referrer`: browsers then call the origin of our own forms `null`.
    reply.headers({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'same-origin' });
    requireOwnHost(request.headers, hosts);
    const { scope } = request.routeOptions.config;
    if (scope === undefined) return;
    const token = bearerOf(request.headers);
    const bearer = token === undefined ? undefined : principalOf(tokens, token);
    const principal = bearer ?? (scope === 'session' ? sessionOf(request, tokens) : undefined);
    request.actor = requireScope(principal, scope === 'operate' ? 'operate' : 'read').name;
  });
}
