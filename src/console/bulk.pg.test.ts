/** What a client of bulk imports may rely on, item by item and call by call. */
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

const hash = (value: JsonValue) => fingerprint(value, (text) => createHash('sha256').update(text).digest('hex'));
const at = (key: string, entity = 'ticket') => `/v1/entities/${entity}/${encodeURIComponent(key)}`;
const ticket = (more: object = {}) => ({ number: 'T1', title: 'Line down', status: 'open', ...more });
const codes = (results: { problem?: { code: string } }[]) => results.map(({ problem }) => problem?.code ?? null);

describe('an item', () => {
  test('creates, leaves alone, updates only the fields sent, and says what was there before', async () => {
    const key = 'rt:ticket:1';
    const first = await api.bulk('ticket', [{ externalId: key, data: ticket({ tags: ['a'] }) }]);
    expect(first.status).toBe(200);
    expect(first.body.results[0]).toMatchObject({ index: 0, externalId: key, status: 'created', before: null });
    expect(first.body.results[0].contentHash).toBe(hash(ticket({ tags: ['a'] })));

    const again = await api.bulk('ticket', [{ externalId: key, data: ticket() }], { run: 'run-2' });
    expect(again.body.results[0]).toMatchObject({ status: 'unchanged', etag: first.body.results[0].etag });

    const update = await api.bulk('ticket', [{ externalId: key, data: { status: 'solved', tags: null } }], {
      run: 'run-2',
    });
    expect(update.body.results[0]).toMatchObject({
      status: 'updated',
      contentHash: hash({ status: 'solved', tags: null }),
      before: { etag: first.body.results[0].etag, tombstoned: false, data: ticket({ tags: ['a'] }) },
    });
    const held = await api.call('GET', at(key));
    expect(held.body.data).toEqual(ticket({ status: 'solved' }));
    expect(held.headers.get('etag')).toBe(`"${update.body.results[0].etag}"`);
  });

  test('keeps `before` through second writes and late retries of the run, and moves it when somebody else wrote', async () => {
    const key = 'rt:ticket:before';
    const first = await api.bulk('ticket', [{ externalId: key, data: ticket() }], { run: 'b-1' });
    const second = await api.bulk('ticket', [{ externalId: key, data: { title: 'two' } }], { run: 'b-1' });
    expect(second.body.results[0].before).toBeNull();

    const original = { etag: second.body.results[0].etag, data: ticket({ title: 'two' }) };
    for (const title of ['three', 'four', 'four']) {
      const later = await api.bulk('ticket', [{ externalId: key, data: { title } }], { run: 'b-2' });
      expect(later.body.results[0].before).toMatchObject(original);
    }
    const edit = await api.call('PATCH', at(key), { body: { title: 'a person' } });
    const after = await api.bulk('ticket', [{ externalId: key, data: { title: 'five' } }], { run: 'b-2' });
    expect(after.body.results[0].before).toMatchObject({ etag: edit.body.etag, data: ticket({ title: 'a person' }) });
    expect(first.body.results[0].status).toBe('created');
  });

  test('compares ifMatch with what others wrote, so a retry passes and a person’s edit stops it', async () => {
    const key = 'rt:ticket:match';
    const write = (title: string, ifMatch: string) =>
      api.bulk('ticket', [{ externalId: key, ifMatch, data: ticket({ title }) }], { run: 'm-2' });
    const none = await write('one', 'none');
    expect(none.body.results[0].status).toBe('created');
    expect((await write('two', 'none')).body.results[0].status).toBe('updated');
    expect(codes((await write('x', none.body.results[0].etag)).body.results)).toEqual(['target-changed']);

    await api.call('PATCH', at(key), { body: { title: 'a person' } });
    const refused = await write('three', 'none');
    expect(refused.body.results[0]).toMatchObject({
      status: 'failed',
      problem: { code: 'target-changed', retryable: false },
    });
    const known = refused.body.results[0].before.etag;
    expect((await write('three', known)).body.results[0].status).toBe('updated');
  });

  test('answers superseded to an older reading of the same system only', async () => {
    const key = 'rt:ticket:version';
    const write = (sourceVersion: string, title: string, more: object = {}) =>
      api.bulk('ticket', [{ externalId: key, sourceVersion, data: ticket({ title }), ...more }]);
    await write('2026-03-02', 'newer');
    const older = await write('2026-03-01', 'older');
    expect(older.body.results[0]).toMatchObject({
      status: 'superseded',
      contentHash: hash(ticket({ title: 'newer' })),
    });
    expect((await write('2026-03-02', 'newer')).body.results[0].status).toBe('unchanged');
    expect((await write('2026-03-02', 'second pass')).body.results[0].status).toBe('updated');
    const other = await write('2020-01-01', 'by another', { system: 'crm' });
    expect(other.body.results[0].status).toBe('updated');
  });

  test('follows its op: create, update, tombstone, restore', async () => {
    const key = 'rt:ticket:op';
    const run = async (op: string, data: object = {}) =>
      (await api.bulk('ticket', [{ op, externalId: key, data }])).body.results[0];
    expect(await run('update', { title: 'x' })).toMatchObject({
      status: 'failed',
      problem: { code: 'record-missing' },
    });
    expect(await run('tombstone')).toMatchObject({ status: 'failed', problem: { code: 'record-missing' } });
    expect(await run('create', ticket())).toMatchObject({ status: 'created' });
    expect(await run('create', ticket())).toMatchObject({ status: 'failed', problem: { code: 'record-exists' } });
    expect(await run('tombstone')).toMatchObject({ status: 'tombstoned', contentHash: hash({}) });
    expect(await run('tombstone')).toMatchObject({ status: 'unchanged' });
    expect((await api.call('GET', at(key))).status).toBe(410);
    expect(await run('update', { title: 'x' })).toMatchObject({ status: 'failed', problem: { code: 'tombstoned' } });
    expect(await run('restore')).toMatchObject({ status: 'restored' });
    expect((await api.call('GET', at(key))).body.data).toEqual(ticket());
    await run('tombstone');
    expect(await run('upsert', { title: 'back' })).toMatchObject({ status: 'restored' });
  });

  test('is refused alone for what the console can not hold, with a code and a pointer', async () => {
    const bad: [object, string, string][] = [
      [{ data: ticket({ colour: 'red' }) }, 'contract', '/data/colour'],
      [{ data: { title: 'no number', status: 'open' } }, 'contract', '/data/number'],
      [{ data: ticket({ status: 'limbo' }) }, 'contract', '/data/status'],
      [{ data: ticket({ title: 'x'.repeat(501) }) }, 'contract', '/data/title'],
      [{ data: ticket({ title: 'nul\0' }) }, 'text-nul', '/data/title'],
      [{ data: ticket({ custom: { deep: ['\ud800'] } }) }, 'text-surrogate', '/data/custom/deep/0'],
      [{ data: ticket({ custom: { n: 2 ** 60 } }) }, 'number-unsafe', '/data/custom/n'],
      [{ data: ticket({ customer: 'rt:customer:nobody' }) }, 'reference-missing', '/data/customer'],
      [{ externalId: 'no-colons', data: ticket() }, 'external-id', '/externalId'],
      [{ externalId: 'rt:ticket:\0', data: ticket() }, 'external-id', '/externalId'],
    ];
    const items = bad.map(([item], index) => ({ externalId: `rt:ticket:bad-${index}`, ...item }));
    const answer = await api.bulk('ticket', [...items, { externalId: 'rt:ticket:good', data: ticket() }]);
    expect(answer.body.counts).toEqual({ failed: bad.length, created: 1 });
    expect(codes(answer.body.results)).toEqual([...bad.map(([, code]) => code), null]);
    const pointers = answer.body.results
      .slice(0, -1)
      .map((each: { problem: { errors: { pointer: string }[] } }) => each.problem.errors.map(({ pointer }) => pointer));
    for (const [index, [, , pointer]] of bad.entries()) expect(pointers[index]).toContain(pointer);
    for (const index of items.keys()) expect((await api.call('GET', at(`rt:ticket:bad-${index}`))).status).toBe(404);
  });

  test('may be called __proto__ inside without harm: that item fails, the others cross', async () => {
    const body = `{"items":[{"externalId":"rt:group:p","data":{"name":"x","__proto__":{"kind":"evil"}}},
      {"externalId":"rt:group:q","data":{"name":"fine"}}]}`;
    const answer = await api.call('POST', '/v1/bulk/group', { headers: importHeaders('proto-1'), body });
    expect(answer.body.results.map(({ status }: { status: string }) => status)).toEqual(['failed', 'created']);
  });

  test('may refer to earlier items of its call and to tombstoned records, but only to the right kind', async () => {
    await api.bulk('customer', [{ externalId: 'crm:customer:1', data: { name: '华北网络' } }]);
    await api.bulk('customer', [{ op: 'tombstone', externalId: 'crm:customer:1' }]);
    const answer = await api.bulk('ticket', [
      { externalId: 'rt:ticket:r1', data: ticket({ customer: 'crm:customer:1' }) },
      { externalId: 'rt:ticket:r2', data: ticket({ mergedInto: 'rt:ticket:r1' }) },
      { externalId: 'rt:ticket:r3', data: ticket({ requester: 'crm:customer:1' }) },
      { externalId: 'rt:ticket:r4', data: ticket({ mergedInto: 'rt:ticket:r3' }) },
      {
        externalId: 'rt:ticket:r5',
        data: ticket({
          links: [
            { kind: 'see', to: 'rt:ticket:r1' },
            { kind: 'x', to: 'a:b:c' },
          ],
        }),
      },
    ]);
    expect(codes(answer.body.results)).toEqual([
      null,
      null,
      'reference-missing',
      'reference-missing',
      'reference-missing',
    ]);
    expect(answer.body.results[4].problem.errors[0].pointer).toBe('/data/links/1/to');
  });

  test('replaces only the children of its own system', async () => {
    const key = 'rt:ticket:children';
    const comment = (externalId: string, content: string) => ({
      externalId,
      internal: false,
      body: { format: 'text', content },
    });
    const one = comment('rt:comment:1', 'one');
    const two = comment('rt:comment:2', 'two');
    const native = comment('console:comment:9', 'by a person');
    await api.bulk('ticket', [{ externalId: key, data: ticket({ comments: [one, two] }) }]);
    await api.call('PATCH', at(key), { body: { comments: [native] } });

    const three = comment('rt:comment:3', 'three');
    const next = await api.bulk('ticket', [{ externalId: key, data: { comments: [two, three] } }]);
    expect(next.body.results[0]).toMatchObject({ status: 'updated', contentHash: hash({ comments: [two, three] }) });
    expect((await api.call('GET', at(key))).body).toMatchObject({
      edited: true,
      data: { comments: [two, three, native] },
    });
    const same = await api.bulk('ticket', [{ externalId: key, data: { comments: [two, three, native] } }]);
    expect(same.body.results[0]).toMatchObject({
      status: 'unchanged',
      contentHash: hash({ comments: [two, three, native] }),
    });
    const foreign = { ...native, internal: true };
    const refused = await api.bulk('ticket', [
      { externalId: key, data: { comments: [foreign] } },
      { externalId: key, data: { comments: [two, two] } },
    ]);
    expect(codes(refused.body.results)).toEqual(['child-foreign', 'child-duplicate']);
    await api.bulk('ticket', [{ externalId: key, data: { comments: null } }]);
    expect((await api.call('GET', at(key))).body.data.comments).toEqual([native]);
  });

  test('sees what an earlier item of the same call did to its record', async () => {
    const key = 'rt:ticket:twice';
    const answer = await api.bulk('ticket', [
      { externalId: key, data: ticket({ title: 'first' }) },
      { externalId: key, data: { title: 'second' } },
      { op: 'tombstone', externalId: key },
    ]);
    expect(answer.body.results.map(({ status }: { status: string }) => status)).toEqual([
      'created',
      'updated',
      'tombstoned',
    ]);
    const versions = await api.call('GET', `/v1/versions/ticket/${encodeURIComponent(key)}`);
    expect(versions.body.items.map(({ op, run }: { op: string; run: string }) => [op, run])).toEqual([
      ['tombstone', 'run-1'],
      ['upsert', 'run-1'],
      ['upsert', 'run-1'],
    ]);
  });
});

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
