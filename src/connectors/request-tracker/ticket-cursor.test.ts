import { expect, test } from 'vitest';
import type { RtApi } from './api.ts';
import { requestTrackerOptions } from './options.ts';
import { checkTicketCursor, formatTicketCursor, parseTicketCursor, type TicketCursor } from './ticket-cursor.ts';

const CURSOR: TicketCursor = {
  v: 1,
  of: 'https://rt.example.com',
  phase: 'feed',
  after: 0,
  fresh: '2026-03-10',
  from: 3,
  at: 40,
  open: [],
  todo: [],
};

/** A server whose newest transaction has this number. */
function server(newest: number, web = 'https://rt.example.com'): Pick<RtApi, 'web' | 'sweep'> {
  return {
    web,
    async *sweep({ after = 0 }) {
      if (newest > after) yield [{ id: String(newest) }];
    },
  };
}

test('a cursor is good for the server that gave it, with news or without', async () => {
  for (const newest of [40, 41]) await expect(checkTicketCursor(server(newest), CURSOR)).resolves.toBeUndefined();
  await expect(checkTicketCursor(server(0), { ...CURSOR, at: 0 })).resolves.toBeUndefined();
  const { of: _, ...old } = CURSOR;
  await expect(
    checkTicketCursor(server(40), parseTicketCursor(formatTicketCursor(old)) ?? CURSOR),
  ).resolves.toBeUndefined();
});

test('a cursor of another server, or of this one before a backup was put back, is refused: its news would be missed', async () => {
  const refused = expect.objectContaining({ name: 'FatalError', code: 'watermark-unknown' });
  await expect(checkTicketCursor(server(90, 'https://other.example.com'), CURSOR)).rejects.toThrow(refused);
  await expect(checkTicketCursor(server(39), CURSOR)).rejects.toThrow(refused);
});

test('an address with a password in it is no address of a server', () => {
  const options = { kind: 'request-tracker', token: 'env:T' };
  expect(requestTrackerOptions.safeParse({ ...options, url: 'https://rt.example.com/rt' }).success).toBe(true);
  expect(requestTrackerOptions.safeParse({ ...options, url: 'https://svc:pass@rt.example.com' }).success).toBe(false);
});
