/** Entity `ticket`: every number RT assigned, deleted and merged ones included, and changes since an earlier read. */
import type { Page, Where } from '../port.ts';
import type { RtApi } from './api.ts';
import { endOfFeed } from './feed.ts';
import { openLookups } from './lookups.ts';
import type { OwnNames } from './mentions.ts';
import type { Reader } from './reader.ts';
import { checkScope, deletedNumbers, ticketsIn } from './scope.ts';
import { countTickets } from './ticket-count.ts';
import { checkTicketCursor, parseTicketCursor, type TicketCursor } from './ticket-cursor.ts';
import { pagesFrom } from './ticket-pages.ts';

/** Days since its last change that make a ticket fresh. */
const FRESH_DAYS = 14;
const DAY = 24 * 60 * 60 * 1000;

/** `now` decides which tickets are fresh and come first, nothing else. */
export interface TicketDeps {
  readonly api: RtApi;
  /** What RT calls itself in texts; asked for once a pass. */
  readonly ownNames: () => Promise<OwnNames>;
  readonly now: () => Date;
}

/**
 * A full read notes the end of the transaction feed, sweeps (what is open or fresh first), and follows the feed from
 * there until nothing new comes: a ticket that changed meanwhile comes again. Its last continuation is a position in the feed;
 * reading from there gives what changed since. With a scope, deleted tickets are left out, because RT can't say whether
 * they lie in it; those that are deleted later come.
 */
export function ticketReader({ api, ownNames, now }: TicketDeps): Reader {
  return {
    follows: true,
    checkWhere: (where) => checkScope(api, where),
    read: (since, where) => readPages({ api, ownNames, now }, parseTicketCursor(since), where),
    count: (of) => countTickets(api, of),
    async *keys(where) {
      if (where !== null) await checkScope(api, where);
      for await (const rows of api.sweep(ticketsIn(where))) yield rows.map(({ id }) => String(id));
      if (where === null) yield await deletedNumbers(api);
    },
  };
}

async function* readPages(
  { api, ownNames, now }: TicketDeps,
  since: TicketCursor | null,
  where: Where,
): AsyncGenerator<Page> {
  if (where !== null) await checkScope(api, where);
  if (since !== null) await checkTicketCursor(api, since);
  const [lookups, known] = await Promise.all([openLookups(api), ownNames()]);
  const tools = { api, lookups, ownNames: known };
  if (since !== null) return yield* pagesFrom(tools, since, where);
  const { at, open } = await endOfFeed(api);
  const fresh = new Date(now().getTime() - FRESH_DAYS * DAY).toISOString().slice(0, 10);
  yield* pagesFrom(
    tools,
    { v: 1, of: api.web, phase: 'first', after: 0, fresh, from: at, at, open, todo: null },
    where,
  );
}
