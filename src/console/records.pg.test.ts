/** Reading and editing records over HTTP, and the notices that edits leave in the outbox. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, READ, type TestConsole } from '../../test/setup/console.ts';

let api: TestConsole;
const GROUPS = Array.from({ length: 25 }, (_, index) => ({
  externalId: `${index % 5 === 0 ? 'crm' : 'rt'}:group:${index}`,
  data: { name: index === 7 ? '网络运维一组 100%_done' : `Group ${index}`, kind: "o'brien; drop table console.record" },
}));

beforeAll(async () => {
  api = await openConsole();
  await api.bulk('group', GROUPS, { run: 'load-1' });
});
afterAll(() => api.close());

const sha = (text: string) => createHash('sha256').update(text).digest('hex');
const at = (entity: string, key: string) => `/v1/entities/${entity}/${encodeURIComponent(key)}`;
const keysOf = (answer: { body: { items: { externalId: string }[] } }) =>
  answer.body.items.map((item) => item.externalId);
const list = async (query: Record<string, string>) =>
  keysOf(await api.call('GET', `/v1/entities/group?${new URLSearchParams(query)}`));

describe('a list', () => {
  test('pages through every record once, in bytewise order of the keys', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Awaited<ReturnType<TestConsole['call']>> = await api.call(
        'GET',
        `/v1/entities/group?limit=7${cursor === '' ? '' : `&cursor=${cursor}`}`,
      );
      seen.push(...keysOf(page));
      cursor = page.body.next;
    }
    expect(seen).toEqual(GROUPS.map(({ externalId }) => externalId).sort());
  });

  test('narrows by system, run, bucket, edit and text', async () => {
    expect(await list({ system: 'crm' })).toHaveLength(5);
    expect(await list({ run: 'load-1' })).toHaveLength(25);
    expect(await list({ run: 'load-2' })).toEqual([]);
    const [first] = GROUPS;
    expect(await list({ keyPrefix: sha(first?.externalId ?? '').slice(0, 8) })).toEqual([first?.externalId]);
    expect(await list({ q: '运维' })).toEqual(['rt:group:7']);
    expect(await list({ q: '100%_DONE' })).toEqual(['rt:group:7']);
    expect(await list({ q: '%' })).toEqual(['rt:group:7']);
    expect(await list({ edited: 'true' })).toEqual([]);
    await api.call('PATCH', at('group', 'rt:group:3'), {
      body: { kind: 'tier 2' },
      headers: { 'edited-by': encodeURIComponent('值班员') },
    });
    expect(await list({ edited: 'true' })).toEqual(['rt:group:3']);
    const since = new Date(Date.now() + 60_000).toISOString();
    expect(await list({ updatedSince: since })).toEqual([]);
  });

  test('takes any text as text', async () => {
    for (const q of ["' or 1=1 --", '"; drop table x', '\\', '%', "o'brien; drop", '$1', '{}', '*']) {
      const answer = await api.call('GET', `/v1/entities/group?${new URLSearchParams({ q })}`);
      expect([q, answer.status]).toEqual([q, 200]);
    }
    expect((await api.call('GET', '/v1/entities/group?q=%00')).status).toBe(400);
    expect((await api.call('GET', '/v1/entities/group?limit=0')).status).toBe(400);
    expect((await api.call('GET', '/v1/entities/group?limit=abc')).status).toBe(400);
    expect((await api.call('GET', '/v1/entities/group?cursor=%25%25')).status).toBe(400);
  });
});

describe('one record', () => {
  test('is found under keys with slashes, dots, spaces, percent signs and Chinese', async () => {
    const keys = ['a/b/../c.md', 'x y%2F?#', '目录/第一章.md', 'a:b:c', `long-${'é'.repeat(300)}`].map(
      (id) => `docs:group:${id}`,
    );
    await api.bulk(
      'group',
      keys.map((externalId) => ({ externalId, data: { name: 'n' } })),
    );
    for (const key of keys) expect((await api.call('GET', at('group', key))).body.externalId).toBe(key);
    const found = await api.call('POST', '/v1/lookup/group', {
      body: { externalIds: [...keys, 'no:group:such'] },
      token: READ,
    });
    expect(keysOf(found).sort()).toEqual(keys.toSorted());
    await api.bulk(
      'group',
      keys.map((externalId) => ({ op: 'tombstone', externalId })),
    );
    const gone = await api.call('POST', '/v1/lookup/group', { body: { externalIds: keys } });
    expect(gone.body.items.every(({ tombstoned }: { tombstoned: boolean }) => tombstoned)).toBe(true);
    expect((await api.call('GET', '/v1/entities/group/%E0%A4%A')).status).toBe(400);
  });

  test('keeps who wrote what, and shows a person’s edit as one', async () => {
    const key = 'rt:group:edited';
    await api.bulk('group', [{ externalId: key, data: { name: 'one' } }], { run: 'v-1' });
    const before = await api.call('GET', at('group', key));
    const headers = { 'if-match': before.headers.get('etag') ?? '', 'edited-by': encodeURIComponent('李雷') };
    const edit = await api.call('PATCH', at('group', key), { body: { name: 'two' }, headers });
    expect(edit.body).toMatchObject({
      edited: true,
      run: null,
      importedHash: before.body.contentHash,
      data: { name: 'two' },
    });
    const stale = await api.call('PATCH', at('group', key), { body: { name: 'three' }, headers });
    expect([stale.status, stale.body.code]).toEqual([412, 'etag-mismatch']);
    const versions = await api.call('GET', `/v1/versions/group/${encodeURIComponent(key)}`);
    expect(versions.body.items).toMatchObject([
      { number: 2, actor: '李雷', run: null, mode: 'edit', data: { name: 'two' } },
      { number: 1, actor: 'token:operate', run: 'v-1', mode: 'history', data: { name: 'one' } },
    ]);
    await api.bulk('group', [{ externalId: key, data: { name: 'two' } }], { run: 'v-2' });
    expect((await api.call('GET', at('group', key))).body.edited).toBe(false);
  });

  test('is refused an edit it can not hold, with pointers into the body', async () => {
    const patch = (body: unknown, key = 'rt:group:1') => api.call('PATCH', at('group', key), { body });
    const wrong = await patch({ name: null, colour: 1 });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'contract']);
    expect(wrong.body.errors.map(({ pointer }: { pointer: string }) => pointer).sort()).toEqual(['/colour', '/name']);
    expect((await patch([])).status).toBe(400);
    expect((await patch({ name: 'x' }, 'rt:group:none')).status).toBe(404);
    expect((await patch({})).status).toBe(200);
  });

  test('is deleted only by who knows its etag, and stays taken', async () => {
    const key = 'rt:group:deleted';
    await api.bulk('group', [{ externalId: key, data: { name: 'x' } }]);
    const blind = await api.call('DELETE', at('group', key));
    expect([blind.status, blind.body.code]).toEqual([428, 'precondition-required']);
    expect((await api.call('DELETE', at('group', key), { headers: { 'if-match': '"9-abc"' } })).status).toBe(412);
    const { headers } = await api.call('GET', at('group', key));
    const done = await api.call('DELETE', at('group', key), { headers: { 'if-match': headers.get('etag') ?? '' } });
    expect(done.body.tombstoned).toBe(true);
    expect((await api.call('GET', at('group', key))).body).toMatchObject({ status: 410, code: 'tombstoned' });
    expect((await api.call('PATCH', at('group', key), { body: { name: 'y' } })).status).toBe(410);
  });
});

describe('the outbox', () => {
  test('fills by edits and live imports, never by imports of history', async () => {
    const ticket = { number: '9', title: 'Leitung weg', status: 'open' };
    const outbox = async () =>
      (await api.call('GET', '/v1/outbox')).body.items.map(
        ({ event, mode }: { event: string; mode: string }) => `${mode} ${event}`,
      );
    await api.bulk('ticket', [{ externalId: 'rt:ticket:9', data: ticket }]);
    await api.bulk('ticket', [{ externalId: 'rt:ticket:9', data: { status: 'pending' } }]);
    expect(await outbox()).toEqual([]);
    await api.bulk('ticket', [{ externalId: 'rt:ticket:9', data: { status: 'open' } }], { mode: 'live' });
    const comment = {
      externalId: 'console:comment:1',
      internal: false,
      body: { format: 'text', content: 'On my way' },
    };
    await api.call('PATCH', at('ticket', 'rt:ticket:9'), { body: { status: 'solved', comments: [comment] } });
    expect(await outbox()).toEqual(['edit comment', 'edit status', 'live status']);
  });
});
