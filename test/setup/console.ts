/** A console of its own on a database of its own, and a small client to talk to it. */
import { startConsole } from '../../src/console/server.ts';
import { freshDatabase } from './database.ts';

export const OPERATE = 'operate-token-for-tests-0123456789abcdef';
export const READ = 'read-token-for-tests-0123456789abcdef0123';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of many shapes
  readonly body: any;
}

export interface TestConsole {
  readonly url: string;
  readonly databaseUrl: string;
  call(method: string, path: string, more?: Call): Promise<Answer>;
  bulk(entity: string, items: readonly unknown[], more?: BulkCall): Promise<Answer>;
  close(): Promise<void>;
}

interface Call {
  readonly headers?: Record<string, string>;
  readonly body?: unknown;
  readonly token?: string | null;
}

interface BulkCall {
  readonly run?: string;
  readonly mode?: string;
  readonly key?: string;
  readonly query?: string;
}

/** Starts both. `close` stops the console and drops the database. */
export async function openConsole(): Promise<TestConsole> {
  const database = await freshDatabase();
  const running = await startConsole({
    databaseUrl: database.url,
    port: 0,
    tokens: { operate: OPERATE, read: READ },
  });
  let calls = 0;
  const call = (method: string, path: string, more: Call = {}) => send(running.url, method, path, more);
  return {
    url: running.url,
    databaseUrl: database.url,
    call,
    bulk: (entity, items, more = {}) => {
      calls += 1;
      const headers = {
        'idempotency-key': more.key ?? `test-call-${calls}`,
        'import-mode': more.mode ?? 'history',
        'import-run': more.run ?? 'run-1',
      };
      return call('POST', `/v1/bulk/${entity}${more.query ?? ''}`, { headers, body: { items } });
    },
    close: async () => {
      await running.close();
      await database.drop();
    },
  };
}

async function send(url: string, method: string, path: string, { headers, body, token = OPERATE }: Call) {
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined || typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const json = /json/.test(response.headers.get('content-type') ?? '');
  return { status: response.status, headers: response.headers, body: json && text !== '' ? JSON.parse(text) : text };
}
