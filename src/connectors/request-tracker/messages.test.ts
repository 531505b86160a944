/** Messages of a server that fails at a single part of them. */
import { expect, test } from 'vitest';
import { TransientError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import { messagesOf } from './messages.ts';

const ROW: JsonObject = { id: '5', TransactionId: '9', ContentType: 'text/plain', ContentLength: '4', Headers: '' };
const broken = () => new TransientError('broke off', { code: 'unreachable' });

/** A ticket of one message whose text never comes whole; `alive`: whether anything else is answered. */
function messages(alive: () => Promise<number>) {
  const api: RtApi = {
    get: () => Promise.reject(broken()),
    total: alive,
    newest: alive,
    list: async function* () {
      yield [ROW];
    },
    sweep: async function* () {},
    file: () => Promise.reject(broken()),
    refusal: async () => null,
    zone: async () => null,
    web: 'http://127.0.0.1',
  };
  return messagesOf(api, '1', { transactions: new Set(['9']), places: { bases: [], name: null, organization: null } });
}

test('a text that breaks off time and again becomes a file, to be given up by itself, while RT answers otherwise', async () => {
  expect((await messages(async () => 1)).get('9')).toEqual({
    text: null,
    html: null,
    attachments: [{ ref: 'attachment/5', name: 'part-5.txt', mediaType: 'text/plain', bytes: 4 }],
  });
});

test('a server that answers nothing at all is waited for', async () => {
  await expect(messages(() => Promise.reject(broken()))).rejects.toMatchObject({ code: 'unreachable' });
});
