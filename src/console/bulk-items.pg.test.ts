/** What a client of bulk imports may rely on, item by item: what it does to its record. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../../test/setup/console.ts';
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

  test('answers superseded to an older record version of the same system only', async () => {
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
