/** What a client of bulk imports may rely on, call by call, and the gates that refuse a call. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, READ, type TestConsole } from '../../test/setup/console.ts';
import { fingerprint } from '../model/canonical.ts';
import type { JsonValue } from '../model/json.ts';

let api: TestConsole;
beforeAll(async () => {
  api = await openConsole();
});
afterAll(() => api.close());

const _hash = (value: JsonValue) => fingerprint(value, (text) => createHash('sha256').update(text).digest('hex'));
const at = (key: string, entity = 'ticket') => `/v1/entities/${entity}/${encodeURIComponent(key)}`;
const ticket = (more: object = {}) => ({ number: 'T1', title: 'Line down', status: 'open', ...more });
const _codes = (results: { problem?: { code: string } }[]) => results.map(({ problem }) => problem?.code ?? null);

describe('a call', () => {
  test('is answered from store when it is repeated, and refused when its key comes with something else', async () => {
    const items = [{ externalId: 'rt:ticket:replay', data: ticket() }];
    const first = await api.bulk('ticket', items, { key: 'replay-key' });
    const again = await api.bulk('ticket', items, { key: 'replay-key' });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.body).toEqual(first.body);
    const other = await api.bulk('ticket', [{ externalId: 'rt:ticket:other', data: ticket() }], { key: 'replay-key' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency-key-reused']);
    const missing = await api.call('POST', '/v1/bulk/ticket', {
      headers: { 'import-mode': 'history', 'import-run': 'r' },
      body: { items },
    });
    expect([missing.status, missing.body.code]).toEqual([400, 'idempotency-key-missing']);
  });

  test('has its effect once when fifty of it arrive at the same time', async () => {
    const items = [{ externalId: 'rt:ticket:fifty', data: ticket() }];
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => api.bulk('ticket', items, { key: 'fifty-key' })),
    );
    const done = answers.filter(({ status }) => status === 200);
    expect(done.length).toBeGreaterThan(0);
    expect(done.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    const rest = answers.filter(({ status }) => status !== 200);
    expect(rest.every(({ status, body }) => status === 409 && body.code === 'in-flight' && body.retryable)).toBe(true);
    const versions = await api.call('GET', '/v1/versions/ticket/rt%3Aticket%3Afifty');
    expect(versions.body.items).toHaveLength(1);
  });

  test('neither deadlocks nor loses anything when twenty others write the same records in another order', async () => {
    const keys = Array.from({ length: 40 }, (_, index) => `rt:ticket:crowd-${index}`);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, caller) => {
        const mine = caller % 2 === 0 ? keys : keys.toReversed();
        const items = mine.map((externalId) => ({ externalId, data: ticket({ custom: { caller } }) }));
        return api.bulk('ticket', items, { run: `crowd-${caller}` });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(200));
    const counts = answers.map(({ body }) => body.counts);
    expect(counts.reduce((sum, each) => sum + (each.created ?? 0), 0)).toBe(40);
    expect(counts.reduce((sum, each) => sum + (each.updated ?? 0), 0)).toBe(19 * 40);
    const versions = await api.call('GET', '/v1/versions/ticket/rt%3Aticket%3Acrowd-7');
    expect(versions.body.items.map(({ number }: { number: number }) => number)).toEqual(
      Array.from({ length: 20 }, (_, index) => 20 - index),
    );
  });

  test('is all or nothing when asked to be atomic', async () => {
    const answer = await api.bulk(
      'ticket',
      [
        { externalId: 'rt:ticket:atomic', data: ticket() },
        { externalId: 'rt:ticket:atomic-bad', data: { status: 'limbo' } },
      ],
      { query: '?atomic=true&return=minimal' },
    );
    expect(answer.body.counts).toEqual({ skipped: 1, failed: 1 });
    expect(answer.body.results[0]).not.toHaveProperty('before');
    expect((await api.call('GET', at('rt:ticket:atomic'))).status).toBe(404);
  });

  test('may come as NDJSON, one item a line', async () => {
    const lines = [1, 2].map((id) => JSON.stringify({ externalId: `rt:ticket:nd-${id}`, data: ticket() }));
    const headers = { ...importHeaders('ndjson-1'), 'content-type': 'application/x-ndjson' };
    const answer = await api.call('POST', '/v1/bulk/ticket', { headers, body: `${lines.join('\n')}\n` });
    expect(answer.body.counts).toEqual({ created: 2 });
  });

  test('is refused whole, in words, for what is not a call', async () => {
    const post = async (body: string, type = 'application/json', entity = 'ticket') => {
      const headers = { ...importHeaders(`refused-${body.length}-${type}`), 'content-type': type };
      const answer = await api.call('POST', `/v1/bulk/${entity}`, { headers, body });
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      return [answer.status, answer.body.code];
    };
    expect(await post('{"items":[{"externalId":"a:b:c","id":1}]}')).toEqual([400, 'contract']);
    expect(await post('{"items":"all"}')).toEqual([400, 'contract']);
    expect(await post('{"items":')).toEqual([400, 'bad-request']);
    expect(await post('<items/>', 'text/xml')).toEqual([415, 'media-type']);
    expect(await post(`{"items":${'['.repeat(200)}`)).toEqual([400, 'bad-request']);
    expect(await post('{"items":[]}', 'application/json', 'unicorn')).toEqual([400, 'contract']);
    const many = Array.from({ length: 1001 }, (_, index) => ({ externalId: `rt:group:${index}` }));
    expect(await post(JSON.stringify({ items: many }))).toEqual([400, 'contract']);
  });

  test('needs a token that may write', async () => {
    const call = (token: string | null) =>
      api.call('POST', '/v1/bulk/ticket', { token, headers: importHeaders('t'), body: { items: [] } });
    const nobody = await call(null);
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="console"']);
    expect((await call('guess')).status).toBe(401);
    expect((await call(READ)).status).toBe(403);
  });
});

describe('a gate', () => {
  test('that closed a run refuses its later writes and its stored answers, and nobody else’s', async () => {
    const items = [{ externalId: 'rt:ticket:closed', data: ticket() }];
    await api.bulk('ticket', items, { run: 'closing', key: 'closing-key' });
    expect((await api.call('GET', '/v1/runs/closing/closed')).body.closedAt).toBeNull();
    const closed = await api.call('PUT', '/v1/runs/closing/closed');
    const again = await api.call('PUT', '/v1/runs/closing/closed');
    expect(again.body).toEqual(closed.body);
    const replay = await api.bulk('ticket', items, { run: 'closing', key: 'closing-key' });
    expect([replay.status, replay.body.code, replay.body.retryable]).toEqual([409, 'run-closed', false]);
    expect((await api.bulk('ticket', items, { run: 'closing' })).status).toBe(409);
    expect((await api.bulk('ticket', items, { run: 'open' })).status).toBe(200);
  });

  test('that froze the console lets one run through', async () => {
    const items = [{ externalId: 'rt:ticket:frozen', data: ticket() }];
    const put = (body: object) => api.call('PUT', '/v1/freeze', { body });
    expect((await put({ frozen: true, allowRun: 'cutover', reason: 'the night' })).body).toMatchObject({
      frozen: true,
    });
    try {
      const refused = await api.bulk('ticket', items);
      expect([refused.status, refused.body.code, refused.body.detail]).toEqual([423, 'frozen', 'the night']);
      expect((await api.bulk('ticket', items, { run: 'cutover' })).status).toBe(200);
      expect((await api.call('PATCH', at('rt:ticket:frozen'), { body: { title: 'x' } })).status).toBe(423);
    } finally {
      await put({ frozen: false });
    }
    expect((await api.bulk('ticket', items)).status).toBe(200);
    expect((await api.call('GET', '/v1/freeze')).body).toMatchObject({ frozen: false, actor: 'token:operate' });
  });
});

function importHeaders(key: string) {
  return {
    'content-type': 'application/json',
    'idempotency-key': key.padEnd(8, '-'),
    'import-mode': 'history',
    'import-run': 'run-1',
  };
}
