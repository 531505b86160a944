/** What the console's routes and pages are given, and the type of the server that they are added to. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Pool } from 'pg';
import type { Scope, Tokens } from './access.ts';

/** Built once by the server and given to all routes. */
export interface ConsoleContext {
  readonly pool: Pool;
  readonly tokens: Tokens;
  readonly name: string;
  readonly production: boolean;
  /** Host names, without port, under which requests may arrive. */
  readonly hosts: readonly string[];
}

/** Checks requests by zod schemas and types its handlers by them. */
export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse<IncomingMessage>,
  FastifyBaseLogger,
  ZodTypeProvider
>;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What a token must allow; `session`: a read by a page's cookie will do as well. Absent: open to all. */
    scope?: Scope | 'session';
  }
  interface FastifyRequest {
    /** Who calls, as versions name them; empty on routes open to all. */
    actor: string;
  }
}
