/** Messages of a server that fails at a single part of them, and of people who write numbers of files into them. */
import { expect, test } from 'vitest';
import { TransientError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import { assetToken } from '../../model/text-tokens.ts';
import type { RtApi } from './api.ts';
import { messagesOf } from './messages.ts';

const OWN_NAMES = { bases: ['https://rt.example.com'], name: null, organization: null };
const broken = () => new TransientError('broke off', { code: 'unreachable' });
const row = (id: string, transaction: string, ContentType: string, Filename = ''): JsonObject => {
  return { id, TransactionId: transaction, ContentType, Filename, ContentLength: '4', Headers: '' };
};

/** A ticket's attachments as listed; `get` and `alive` answer for one of them, and for the server as a whole. */
function serving(rows: readonly JsonObject[], get: RtApi['get'], alive: () => Promise<number>): RtApi {
  return {
    get,
    total: alive,
    newest: alive,
    list: async function* () {
      yield rows;
    },
    sweep: async function* () {},
    file: () => Promise.reject(broken()),
    refusal: async () => null,
    zone: async () => null,
    web: 'https://rt.example.com',
  };
}

function brokenText(alive: () => Promise<number>) {
  const api = serving([row('5', '9', 'text/plain')], () => Promise.reject(broken()), alive);
  return messagesOf(api, '1', { transactions: new Set(['9']), internal: new Set(), ownNames: OWN_NAMES });
}

test('a text that breaks off time and again becomes a file, to be given up by itself, while RT answers otherwise', async () => {
  expect((await brokenText(async () => 1)).get('9')).toEqual({
    text: null,
    html: null,
    attachments: [{ ref: 'attachment/5', name: 'part-5.txt', mediaType: 'text/plain', bytes: 4 }],
  });
});

test('a server that answers nothing at all is waited for', async () => {
  await expect(brokenText(() => Promise.reject(broken()))).rejects.toMatchObject({ code: 'unreachable' });
});

test('a mail that names files by number shows none but those that its own readers may see', async () => {
  const shown = ['22', '33', '99'].map((id) => `<img src="https://rt.example.com/Ticket/Attachment/1/${id}/x.png">`);
  const Content = Buffer.from(shown.join('')).toString('base64');
  const rows = [
    row('21', '2', 'text/html'),
    row('22', '2', 'image/png', 'open.png'),
    row('31', '3', 'text/html'),
    row('33', '3', 'image/png', 'private.png'),
  ];
  const api = serving(
    rows,
    async (path) => ({ id: path.slice(-2), Content }),
    async () => 1,
  );
  const asked = { transactions: new Set(['2', '3']), internal: new Set(['3']), ownNames: OWN_NAMES };
  const messages = await messagesOf(api, '1', asked);
  const tokens = (id: string) => (messages.get(id)?.html ?? '').match(/ferry-asset:[^"]+/g);
  expect(tokens('2')).toEqual([assetToken('attachment/22')]);
  expect(tokens('3')).toEqual([assetToken('attachment/22'), assetToken('attachment/33')]);
});
