import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
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
