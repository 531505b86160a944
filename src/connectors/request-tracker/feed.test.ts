import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import { endOfFeed, followFeed, isNews, type Position, passed } from './feed.ts';
import { formatTicketCursor, parseTicketCursor } from './ticket-cursor.ts';

/** RT with nothing but transactions, each about the ticket of its own number; `ids` may grow while it is read. */
function feedOf(ids: Set<number>, row: (id: number) => JsonObject = ticketRow): RtApi {
  const refuse = () => Promise.reject(new Error('not asked for by a feed'));
  const rising = () => [...ids].sort((one, other) => one - other);
  return {
    web: 'http://rt.example.com',
    get: async () => ({ id: 1 }),
    list: () => refuseAll(),
    async *sweep({ after = 0, query }) {
      const [, most] = /^id <= (\d+)$/.exec(query ?? '') ?? [];
      const found = rising().filter((id) => id > after && id <= Number(most ?? Number.POSITIVE_INFINITY));
      for (let at = 0; at < found.length; at += 3) yield found.slice(at, at + 3).map(row);
    },
    total: refuse,
    newest: async () => rising().at(-1) ?? 0,
    refusal: refuse,
    zone: refuse,
    file: refuse,
  };
}

async function* refuseAll(): AsyncGenerator<never> {
  yield await Promise.reject(new Error('not asked for by a feed'));
}

function ticketRow(id: number): JsonObject {
  return { id: String(id), Type: 'Comment', ObjectType: 'RT::Ticket', ObjectId: String(id) };
}

async function touched(api: RtApi, from: Position, known: ReadonlySet<number> = new Set()) {
  const tickets: number[] = [];
  const isKnown = (_: string, transaction: number) => known.has(transaction);
  const feed = followFeed(api, from, { size: 2, isKnown });
  for (;;) {
    const { value, done } = await feed.next();
    if (done) return { tickets, end: value };
    tickets.push(...value.tickets.map(Number));
  }
}

test('a number that was taken and not yet written when we passed it is met later, exactly once', async () => {
  const ids = new Set([1, 2, 4, 5]);
  const start = await endOfFeed(feedOf(ids));
  expect(start).toEqual({ at: 5, open: [3] });
  ids.add(7);
  const first = await touched(feedOf(ids), start);
  expect(first).toEqual({ tickets: [7], end: { at: 7, open: [3, 6] } });
  ids.add(3);
  const second = await touched(feedOf(ids), first.end);
  expect(second).toEqual({ tickets: [3], end: { at: 7, open: [6] } });
  expect(await touched(feedOf(ids), second.end)).toEqual({ tickets: [], end: { at: 7, open: [6] } });
});

test('in whatever order transactions become visible, each is met once', async () => {
  const order = fc.shuffledSubarray(
    Array.from({ length: 40 }, (_, index) => index + 1),
    { minLength: 40 },
  );
  await fc.assert(
    fc.asyncProperty(order, fc.array(fc.nat({ max: 40 }), { maxLength: 6 }), async (shuffled, cuts) => {
      const ids = new Set<number>();
      const met: number[] = [];
      let position: Position = { at: 0, open: [] };
      for (const cut of [...cuts.sort((a, b) => a - b), 40]) {
        for (const id of shuffled.slice(0, cut)) ids.add(id);
        const { tickets, end } = await touched(feedOf(ids), position);
        met.push(...tickets);
        position = readBack(end);
      }
      expect(met.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    }),
  );
});

/** Kept and read again, as every continuation is. */
function readBack({ at, open }: Position): Position {
  const mark = {
    v: 1 as const,
    phase: 'feed' as const,
    after: 0,
    fresh: '2026-03-10',
    from: 0,
    at,
    open: [...open],
    todo: [],
  };
  return parseTicketCursor(formatTicketCursor(mark)) ?? { at: 0, open: [] };
}

test('a number left out is waited for no longer than any transaction lasts', () => {
  const late = passed({ at: 1, open: [] }, 10_000);
  expect(late.open).toHaveLength(500);
  expect([isNews(late, 9999), isNews(late, 9000), isNews(late, 10_000), isNews(late, 10_001)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

test('what was read already, and what is no ticket, is passed without a word', async () => {
  const ids = new Set([1, 2, 3]);
  const users = feedOf(ids, (id) => ({ ...ticketRow(id), ObjectType: id === 3 ? 'RT::User' : 'RT::Ticket' }));
  expect(await touched(users, { at: 0, open: [] }, new Set([1]))).toEqual({ tickets: [2], end: { at: 3, open: [] } });
});

test('a merge touches both numbers, and those whose links it moved', async () => {
  const merge = { Type: 'AddLink', Field: 'MergedInto', NewValue: 'fsck.com-rt://example.com/ticket/9' };
  const links = { id: 9, _hyperlinks: [{ ref: 'refers-to', type: 'ticket', id: '12', _url: 'x' }] };
  const api = { ...feedOf(new Set([5]), (id) => ({ ...ticketRow(id), ...merge })), get: async () => links };
  expect((await touched(api, { at: 4, open: [] })).tickets).toEqual([5, 9, 12]);
});

test('a merge touches what was merged into that number before, by however many ways, and never goes in circles', async () => {
  const uri = (id: number) => `fsck.com-rt://example.com/ticket/${id}`;
  // 1 into 2, 2 into 3, now 3 into 4; each side has its own transaction. And 7 into 8, which is no affair of theirs.
  const merges = [
    [1, 1, 2],
    [2, 2, 2],
    [3, 2, 3],
    [4, 7, 8],
    [5, 3, 4],
  ].map(([id, of, into = 0]) => ({
    id: String(id),
    Type: 'AddLink',
    ObjectType: 'RT::Ticket',
    ObjectId: String(of),
    Field: 'MergedInto',
    NewValue: uri(into),
  }));
  const api: RtApi = {
    ...feedOf(new Set()),
    get: async () => ({ id: 4 }),
    async *sweep({ after = 0, query = '' }) {
      const [, into] = /NewValue = '([^']+)'/.exec(query) ?? [];
      yield merges.filter((row) => Number(row.id) > after && (into === undefined || row.NewValue === into));
    },
  };
  expect((await touched(api, { at: 4, open: [] })).tickets).toEqual([3, 4, 2, 1]);
});

test('hidden transactions in their hundreds, which look like the end of the list, end no feed', async () => {
  const ids = new Set([1, 2, 5000, 5001]);
  const api = feedOf(ids);
  const limited: RtApi = {
    ...api,
    async *sweep(search) {
      // As RT's pages look to an account that may not see what lies between: there is nothing for a long while.
      const near = search.query === 'id > 0' ? (search.after ?? 0) + 300 : Number.POSITIVE_INFINITY;
      for await (const rows of api.sweep(search)) yield rows.filter((row) => Number(row.id) <= near);
    },
  };
  const { tickets, end } = await touched(limited, { at: 0, open: [] });
  expect(tickets).toEqual([1, 2, 5000, 5001]);
  expect(end.at).toBe(5001);
});

test('a feed that never stops is left after some rounds, at a position to go on from', async () => {
  const ids = new Set([1]);
  const api = feedOf(ids);
  const busy: RtApi = {
    ...api,
    async *sweep(search) {
      for await (const rows of api.sweep(search)) yield rows;
      ids.add(Math.max(...ids) + 1);
    },
  };
  const { tickets, end } = await touched(busy, { at: 0, open: [] });
  expect(tickets).toEqual(Array.from({ length: end.at }, (_, index) => index + 1));
});

test('a cursor that another source wrote is refused by its code', () => {
  for (const text of ['nonsense', '{}', '{"after":1,"upto":2}', '{"v":2}']) {
    expect(() => parseTicketCursor(text)).toThrow(expect.objectContaining({ code: 'watermark-unknown' }));
  }
  expect(parseTicketCursor(null)).toBeNull();
});
