/** Follows the feed of RT's transactions: which tickets changed, transactions included that were committed out of order. */
import type { JsonObject } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import { linksOf } from './links.ts';
import type { TicketCursor } from './ticket-cursor.ts';
import { textOf } from './values.ts';

/** How far the feed is followed: everything up to `at` but for the numbers in `open`. */
export type Position = Pick<TicketCursor, 'at' | 'open'>;

/** How far, in numbers, a transaction may be committed behind a newer one: RT assigns the number before it commits. */
const LAG = 500;
/** The least number of hidden transactions in a row after which a list of an account with few rights ends. */
const LOOKS_LIKE_THE_END = 250;
/** Transactions read between two reports of the position. */
const STRIDE = 1000;
/** On a system that changes all the time the feed is left after so many rounds; the next delta goes on there. */
const ROUNDS = 5;
const FIELDS = ['Type', 'ObjectType', 'ObjectId', 'Field', 'NewValue'];
const TARGET = /\/ticket\/(\d+)$/;
/** Without anything that would end a string in a query. */
const OWN_ADDRESS = /^(fsck\.com-rt:\/\/[^\s'"\\]+\/ticket\/)\d+$/;

/** Some tickets that changed, and how far the feed was followed to know it. */
export interface Touched {
  readonly tickets: readonly string[];
  readonly position: Position;
}

/** The end of the feed as it is now. */
export async function endOfFeed(api: RtApi): Promise<Position> {
  const newest = await api.newest({ collection: 'transactions', query: 'id > 0' });
  const search = { collection: 'transactions', query: `id <= ${newest}`, fields: [] };
  let position: Position = { at: Math.max(0, newest - LAG), open: [] };
  for await (const rows of api.sweep({ ...search, after: position.at })) {
    for (const { id } of rows) position = passed(position, Number(id));
  }
  return position;
}

/**
 * Groups of up to `size` tickets, round by round until nothing new comes. `isKnown` is called for each change when it is
 * found: whether it was read already. Returns where the feed ended.
 */
export async function* followFeed(
  api: RtApi,
  from: Position,
  by: { readonly size: number; readonly isKnown: (ticket: string, transaction: number) => boolean },
): AsyncGenerator<Touched, Position> {
  let position = from;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const { end, found } = yield* oneRound(api, position, by);
    position = end;
    if (!found) break;
  }
  return position;
}

type Rules = Parameters<typeof followFeed>[2];

async function* oneRound(
  api: RtApi,
  from: Position,
  { size, isKnown }: Rules,
): AsyncGenerator<Touched, { readonly end: Position; readonly found: boolean }> {
  let end = from;
  let found = false;
  let looked = 0;
  const tickets = new Set<string>();
  for await (const { row, position } of newsFrom(api, from)) {
    const changed = (await changedBy(api, row)).filter((ticket) => !isKnown(ticket, Number(row.id)));
    for (const ticket of changed) tickets.add(ticket);
    found ||= changed.length > 0;
    end = position;
    looked += 1;
    if (tickets.size < size && looked < STRIDE) continue;
    yield { tickets: [...tickets], position };
    tickets.clear();
    looked = 0;
  }
  if (tickets.size > 0) yield { tickets: [...tickets], position: end };
  return { end, found };
}

/** Transactions that weren't there before, each with the position after it. */
async function* newsFrom(api: RtApi, from: Position): AsyncGenerator<{ row: JsonObject; position: Position }> {
  let after: number | undefined = Math.min(from.at, ...from.open.map((id) => id - 1));
  let position = from;
  while (after !== undefined) {
    for await (const rows of api.sweep({ collection: 'transactions', query: 'id > 0', fields: FIELDS, after })) {
      for (const row of rows) {
        const id = Number(row.id);
        if (!isNews(position, id)) continue;
        position = passed(position, id);
        yield { row, position };
      }
    }
    after = await beyond(api, position.at);
  }
}

/**
 * Where a list ended early, the number before the next transaction of a ticket: for an account that may not see everything,
 * hundreds of hidden ones in a row (accounts made by an import) look like the end. Undefined at the true end.
 */
async function beyond(api: RtApi, at: number): Promise<number | undefined> {
  const search = { collection: 'transactions', query: "ObjectType = 'RT::Ticket'", fields: [], after: at };
  for await (const [row] of api.sweep(search)) {
    const id = Number(row?.id ?? 0);
    // Nearer ones were added since: the next round reads them, or this round would never end on a busy system.
    return id - at > LOOKS_LIKE_THE_END ? id - 1 : undefined;
  }
  return undefined;
}

/** Whether a transaction was not yet there when the feed had been followed this far. Pure. */
export function isNews({ at, open }: Position, id: number): boolean {
  return id > at || open.includes(id);
}

/** The position after a transaction: numbers left out before it stay open until they are too old to come any more. */
export function passed({ at, open }: Position, id: number): Position {
  if (id <= at) return { at, open: open.filter((one) => one !== id) };
  const oldest = id - LAG;
  const skipped = Array.from({ length: id - Math.max(at, oldest - 1) - 1 }, (_, index) => id - 1 - index).reverse();
  return { at: id, open: [...open.filter((one) => one >= oldest), ...skipped] };
}

/**
 * A merge also changes tickets linked to the merged one and those merged into it before. RT writes no transaction for
 * these, so they are asked for.
 */
async function changedBy(api: RtApi, row: JsonObject): Promise<readonly string[]> {
  const ticket = textOf(row.ObjectId);
  if (row.ObjectType !== 'RT::Ticket' || ticket === null) return [];
  if (row.Type !== 'AddLink' || row.Field !== 'MergedInto') return [ticket];
  const [, target] = TARGET.exec(textOf(row.NewValue) ?? '') ?? [];
  const survivor = target === undefined ? undefined : await api.get(`ticket/${target}`);
  const linked = survivor === undefined ? [] : linksOf(survivor);
  const others = linked.flatMap(({ to, id }) => (to === 'ticket' && id !== null ? [id] : []));
  const before = await mergedBefore(api, ticket, textOf(row.NewValue) ?? '');
  return [...new Set([ticket, ...(target === undefined ? [] : [target]), ...others, ...before])];
}

/** Numbers that were merged into one, directly or by way of another. `address`: of any ticket, as RT writes it here. */
async function mergedBefore(api: RtApi, ticket: string, address: string): Promise<readonly string[]> {
  const [, here] = OWN_ADDRESS.exec(address) ?? [];
  const found = new Set<string>();
  const open = here === undefined ? [] : [ticket];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const query = `ObjectType = 'RT::Ticket' AND Type = 'AddLink' AND Field = 'MergedInto' AND NewValue = '${here}${one}'`;
    for await (const rows of api.sweep({ collection: 'transactions', query, fields: ['ObjectId'] })) {
      const fresh = rows.flatMap((row) => textOf(row.ObjectId) ?? []).filter((id) => id !== ticket && !found.has(id));
      for (const id of fresh) found.add(id);
      open.push(...fresh);
    }
  }
  return [...found];
}
