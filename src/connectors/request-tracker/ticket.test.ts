/** One ticket, put together from what RT's lists and objects say. */
import { expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { numberVersion } from '../../model/record-version.ts';
import type { RtApi } from './api.ts';
import { readCustomFields } from './custom-fields.ts';
import { readTicket } from './ticket.ts';

const AT = '2026-03-10T08:00:00Z';
const OWN_NAMES = { bases: [], name: null, organization: null };
const ANSWER: JsonObject = {
  id: 1,
  Status: 'open',
  Queue: { type: 'queue', id: '1' },
  Creator: { type: 'user', id: 'bob' },
  Created: AT,
};

const transaction = (id: string, Type: string): JsonObject => {
  return { id, Type, ObjectId: '1', Creator: { type: 'user', id: 'alice' }, Created: AT, TimeTaken: '0' };
};
const part = (id: string, of: string): JsonObject => {
  return { id, TransactionId: of, ContentType: 'text/plain', ContentLength: '4', Filename: '', Headers: '' };
};

/** Serves these lists; every attachment says its own number. */
function serving(lists: Readonly<Record<string, readonly JsonObject[]>>): RtApi {
  const rows = async function* ({ collection }: { readonly collection: string }) {
    yield lists[collection] ?? [];
  };
  return {
    get: async (path) =>
      path === 'ticket/1' ? ANSWER : { id: path, Content: Buffer.from(`says ${path}`).toString('base64') },
    list: rows,
    sweep: rows,
    total: async () => 0,
    newest: async () => 0,
    file: () => Promise.reject(new Error('no file is asked for')),
    refusal: async () => null,
    zone: async () => null,
    web: 'https://rt.example.com',
  };
}

async function recordOf(api: RtApi) {
  const nobody = async () => '';
  const lookups = {
    fields: await readCustomFields(api),
    queues: new Map([['1', 'General']]),
    roles: new Map<string, string>(),
    principal: nobody,
    group: nobody,
    organization: async () => null,
  };
  const fetched = await readTicket({ api, lookups, ownNames: OWN_NAMES }, '1', undefined);
  if (fetched?.record.problem !== undefined) throw new Error(JSON.stringify(fetched.record.problem));
  return fetched?.record;
}

async function transactionsOf(api: RtApi) {
  const { transactions } = (await recordOf(api))?.data ?? {};
  return Array.isArray(transactions) ? transactions : [];
}

test('a forwarded message, a change to RT, brings its text; the copy of a mail that RT sent does not', async () => {
  const api = serving({
    'ticket/1/history': [
      transaction('1', 'Create'),
      transaction('2', 'Forward Transaction'),
      transaction('3', 'EmailRecord'),
    ],
    'ticket/1/attachments': [part('11', '1'), part('12', '2'), part('13', '3')],
  });
  const texts = (await transactionsOf(api)).map(({ kind, text }) => [kind, text]);
  expect(texts).toEqual([
    ['opening', null],
    ['change', 'says attachment/12'],
    ['change', null],
  ]);
});

test('its version is the number of its newest transaction, wherever in the history that stands', async () => {
  const versionAfter = async (...ids: string[]) => {
    const history = ids.map((id) => transaction(id, id === ids[0] ? 'Create' : 'Status'));
    return (await recordOf(serving({ 'ticket/1/history': history })))?.version;
  };
  expect(await versionAfter('7', '1000', '999')).toBe(numberVersion('1000'));
});
