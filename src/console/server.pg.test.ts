/** The server as a whole: who gets in, and what happens when the database goes away. */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { OPERATE, openConsole, READ, type TestConsole } from '../../test/setup/console.ts';
import { ensureTokens, startConsole } from './server.ts';

let api: TestConsole;
beforeAll(async () => {
  api = await openConsole();
});
afterAll(() => api.close());

describe('access', () => {
  test('is refused without a token, by foreign host names and from foreign pages', async () => {
    expect((await api.call('GET', '/v1/counts', { token: null })).status).toBe(401);
    expect((await api.call('GET', '/v1/counts', { token: `${READ}x` })).status).toBe(401);
    expect((await api.call('GET', '/healthz', { token: null })).body).toEqual({ status: 'ok' });
    expect(await rawStatus({ host: 'evil.example' })).toBe(403);
    expect(await rawStatus({ origin: 'https://evil.example' })).toBe(403);
    expect(await rawStatus({ origin: 'null' })).toBe(403);
    expect(await rawStatus({ host: `localhost:${new URL(api.url).port}` })).toBe(200);
  });

  test('to a wrong method or address is a problem like any other', async () => {
    const wrong = await api.call('DELETE', '/v1/counts');
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const nowhere = await api.call('GET', '/v2/nothing');
    expect([nowhere.status, nowhere.body.code]).toEqual([404, 'not-found']);
    expect(nowhere.headers.get('content-type')).toMatch(/problem\+json/);
  });

  test('in broken HTTP is answered with a problem too', async () => {
    const port = Number(new URL(api.url).port);
    expect(await rawAnswer(port, 'NONSENSE\r\n\r\n')).toMatch(
      /^HTTP\/1.1 400 [\s\S]*problem\+json[\s\S]*"bad-request"/,
    );
    const header = `X-Long: ${'x'.repeat(40_000)}`;
    expect(await rawAnswer(port, `GET / HTTP/1.1\r\nHost: localhost\r\n${header}\r\n\r\n`)).toMatch(/^HTTP\/1.1 431 /);
  });

  test('from other machines has to be allowed explicitly', async () => {
    const tokens = { operate: OPERATE, read: READ };
    const start = startConsole({ databaseUrl: api.databaseUrl, host: '0.0.0.0', port: 0, tokens });
    await expect(start).rejects.toMatchObject({ code: 'bind-exposed' });
  });

  test('tokens are made once, by whoever is first, in files that only their owner can read', async () => {
    const home = await mkdtemp(path.join(tmpdir(), 'ferry-tokens-'));
    try {
      const made = await Promise.all(Array.from({ length: 8 }, () => ensureTokens(home)));
      expect(new Set(made.map(({ tokens }) => `${tokens.operate} ${tokens.read}`)).size).toBe(1);
      expect(made[0]?.tokens.operate).not.toBe(made[0]?.tokens.read);
      expect((await readdir(home)).sort()).toEqual(['console-read.token', 'console.token']);
      expect((await stat(path.join(home, 'console.token'))).mode & 0o777).toBe(0o600);
    } finally {
      await rm(home, { recursive: true });
    }
  });
});

describe('when the database', () => {
  test('drops every connection, the console answers again by itself', async () => {
    const admin = new pg.Client({ connectionString: api.databaseUrl });
    await admin.connect();
    await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    await admin.end();
    const answers = [];
    for (let turn = 0; turn < 5; turn += 1) answers.push(await api.call('GET', '/v1/counts'));
    expect(answers.every(({ status, body }) => status === 200 || (status === 503 && body.retryable))).toBe(true);
    expect(answers.at(-1)?.status).toBe(200);
  });

  test('breaks in the middle of writing, each call happened whole or not at all, and a repeat completes it', async () => {
    const own = await openConsole();
    const admin = new pg.Client({ connectionString: own.databaseUrl });
    await admin.connect();
    const write = (call: number) =>
      own.bulk(
        'group',
        Array.from({ length: 200 }, (_, item) => ({
          externalId: `rt:group:${call}-${item}`,
          data: { name: `${item}` },
        })),
        { key: `broken-${call}`, run: 'broken' },
      );
    const calls = Array.from({ length: 30 }, (_, call) => write(call));
    for (let turn = 0; turn < 10; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await admin.query(
        'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
    }
    const first = await Promise.all(calls);
    expect(first.some(({ status }) => status === 503)).toBe(true);
    expect(first.every(({ status, body }) => status === 200 || body.retryable === true)).toBe(true);
    const halves = await admin.query(
      `select split_part(split_part(external_id, ':', 3), '-', 1) from console.record group by 1 having count(*) <> 200`,
    );
    expect(halves.rows).toEqual([]);
    for (const call of first.keys()) expect((await write(call)).body.counts).toEqual({ created: 200 });
    const versions = await admin.query('select count(*)::int as kept, max(number) as newest from console.version');
    expect(versions.rows).toEqual([{ kept: 6000, newest: 1 }]);
    await admin.end();
    await own.close();
  });

  test('is away, callers are told to try again', async () => {
    const gone = await openConsole();
    const admin = new pg.Client({ connectionString: api.databaseUrl });
    await admin.connect();
    const name = new URL(gone.databaseUrl).pathname.slice(1);
    try {
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      await new Promise((resolve) => setTimeout(resolve, 100));
      const answer = await gone.call('GET', '/v1/counts');
      expect([answer.status, answer.body.code, answer.body.retryable]).toEqual([503, 'database-unavailable', true]);
      expect((await gone.bulk('group', [])).status).toBe(503);
      await admin.query(`alter database ${name} allow_connections true`);
      expect((await gone.call('GET', '/v1/counts')).status).toBe(200);
    } finally {
      await admin.end();
      await gone.close();
    }
  });

  test('is empty, several consoles may start on it at once', async () => {
    const first = await openConsole();
    const tokens = { operate: OPERATE, read: READ };
    const more = await Promise.all(
      [1, 2, 3].map(() => startConsole({ databaseUrl: first.databaseUrl, port: 0, tokens })),
    );
    const instances = await Promise.all(
      [first.url, ...more.map(({ url }) => url)].map(async (url) => {
        const answer = await fetch(`${url}/v1/instance`, { headers: { authorization: `Bearer ${READ}` } });
        return JSON.stringify(await answer.json());
      }),
    );
    expect(new Set(instances).size).toBe(1);
    await Promise.all(more.map((each) => each.close()));
    await first.close();
  });
});

function _shaOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function _digestOf(bytes: Buffer): string {
  return `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
}

/** `fetch` sets its own Host header. */
function rawStatus(headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(`${api.url}/healthz`, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

function rawAnswer(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.end(bytes);
  return text(socket);
}

async function _rows(sql: string): Promise<number | null> {
  const client = new pg.Client({ connectionString: api.databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rowCount;
  } finally {
    await client.end();
  }
}
