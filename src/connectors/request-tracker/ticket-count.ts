/** Counts tickets by another way than reading them: each was created by a transaction, whatever became of it. */
import type { SourceCount } from '../../model/settlement.ts';
import type { CountScope } from '../port.ts';
import type { RtApi } from './api.ts';
import { checkScope, ticketsIn } from './scope.ts';
import { parseTicketCursor, type TicketCursor } from './ticket-cursor.ts';

const TRANSACTIONS = { collection: 'transactions', fields: [] };
const CREATED = "ObjectType = 'RT::Ticket' AND Type = 'Create'";

/**
 * Without a scope: the Create transactions up to where reading followed the feed, merged and deleted numbers included.
 * With a scope only RT's search can count, and only as of now: null if any ticket changed since reading began.
 */
export async function countTickets(api: RtApi, { where, until }: CountScope): Promise<SourceCount> {
  const cursor = parseTicketCursor(until);
  return where === null ? await countCreated(api, cursor) : await countScope(api, where, cursor);
}

async function countCreated(api: RtApi, cursor: TicketCursor | null): Promise<SourceCount> {
  const how = 'transactions by which tickets were created, those of merged and deleted ones included';
  if (cursor === null) return counted(await api.total({ ...TRANSACTIONS, query: CREATED }), how);
  const sure = Math.min(cursor.at + 1, ...cursor.open);
  const before = await api.total({ ...TRANSACTIONS, query: `${CREATED} AND id < ${sure}` });
  if (before === null) return counted(null, how);
  let count = before;
  const open = new Set(cursor.open);
  const query = `${CREATED} AND id <= ${cursor.at}`;
  for await (const rows of api.sweep({ ...TRANSACTIONS, query, after: sure - 1 })) {
    count += rows.filter(({ id }) => !open.has(Number(id))).length;
  }
  return counted(count, how);
}

async function countScope(api: RtApi, where: string, cursor: TicketCursor | null): Promise<SourceCount> {
  await checkScope(api, where);
  const how = "RT's own total of the scope, numbers that were merged away included, deleted ones not";
  const count = await api.total(ticketsIn(where));
  const newest = await api.newest({ ...TRANSACTIONS, query: "ObjectType = 'RT::Ticket'" });
  const moved = cursor !== null && (newest > cursor.from || cursor.open.length > 0);
  if (!moved) return counted(count, how);
  return { count: null, how: `${how}; tickets changed since reading began, so that a count as of then can't be had` };
}

/** RT hides a total from accounts that may not see every row. */
function counted(count: number | null, how: string): SourceCount {
  return count === null ? { count, how: `${how}; RT doesn't tell this account: ferry check` } : { count, how };
}
