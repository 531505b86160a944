/** Starts the reference console: database, schema, HTTP server. What the CLI and the tests call. */
import { TransientError, UsageError } from '../errors.ts';
import type { Tokens } from './access.ts';
import { buildApp } from './app.ts';
import { forgetAnswers } from './bulk.ts';
import type { App } from './context.ts';
import { openPool } from './database.ts';
import { problemOf } from './errors.ts';
import { migrateConsole } from './migrations.ts';

export { ensureTokens } from './tokens.ts';

/** What the CLI decides; everything else is fixed. */
export interface ConsoleOptions {
  readonly databaseUrl: string;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly tokens: Tokens;
  /** Reported to clients, which then ask twice before they write. */
  readonly production?: boolean;
  readonly name?: string;
  /** Further host names under which it may be reached. Required to listen where other machines can reach it. */
  readonly allowHosts?: readonly string[];
}

/** A console that answers. */
export interface RunningConsole {
  readonly url: string;
  /** Finishes the requests under way. May be called again. */
  close(): Promise<void>;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
const KEPT_DAYS = 30;
const HOUR = 3_600_000;

/**
 * Starts a console and returns once it answers. Several may run on one database. Throws UsageError `bind-exposed`
 * or `port-taken`, TransientError `database-unavailable`.
 */
export async function startConsole(options: ConsoleOptions): Promise<RunningConsole> {
  const { host = '127.0.0.1', allowHosts = [] } = options;
  requireExposureAllowed(host, allowHosts);
  const pool = openPool(options.databaseUrl);
  try {
    await migrateConsole(pool);
    const app = await buildApp({
      pool,
      tokens: options.tokens,
      name: options.name ?? 'console',
      production: options.production ?? false,
      hosts: [...LOOPBACK, ...allowHosts],
    });
    const url = await listen(app, host, options.port);
    // Old answers only take room: when the database is away just then, the next hour will do.
    const sweeper = setInterval(() => void forgetAnswers(pool, KEPT_DAYS).catch(() => undefined), HOUR).unref();
    return { url, close: once(() => stop(app, pool, sweeper)) };
  } catch (error) {
    await pool.end();
    throw startFailure(error, `${host}:${options.port}`);
  }
}

function requireExposureAllowed(host: string, allowHosts: readonly string[]): void {
  if ([...LOOPBACK, '::1'].includes(host) || allowHosts.length > 0) return;
  throw new UsageError(`The console would be reachable from other machines on ${host}.`, {
    code: 'bind-exposed',
    hint: 'listen on 127.0.0.1, or say under which names it is meant to be reached: --allow-host NAME',
  });
}

async function listen(app: App, host: string, port: number): Promise<string> {
  await app.listen({ host, port });
  const address = app.server.address();
  const shown = host.includes(':') ? '[::1]' : host === '0.0.0.0' ? '127.0.0.1' : host;
  return `http://${shown}:${typeof address === 'object' ? (address?.port ?? port) : port}`;
}

async function stop(app: App, pool: ReturnType<typeof openPool>, sweeper: NodeJS.Timeout): Promise<void> {
  clearInterval(sweeper);
  // A connection whose last answer was just read may not count as idle yet, and would then hold us for its whole keep-alive.
  const idle = setInterval(() => app.server.closeIdleConnections(), 100);
  await app.close().finally(() => clearInterval(idle));
  await pool.end();
}

function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}

function startFailure(error: unknown, at: string): unknown {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    const hint = 'choose another port, or stop the program that listens there';
    return new UsageError(`Another program listens on ${at}.`, { code: 'port-taken', hint, at, cause: error });
  }
  if (problemOf(error).document.retryable) {
    const hint = 'start it, or correct DATABASE_URL';
    return new TransientError('The database can not be reached.', { code: 'database-unavailable', hint, cause: error });
  }
  return error;
}
