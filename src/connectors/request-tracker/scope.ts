/** Searches for tickets: all numbers RT ever assigned, a scope of them, the urgent ones among them. */
import { UsageError } from '../../errors.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Where } from '../port.ts';
import type { RtApi, Search } from './api.ts';

/** Fields of a search row beside the number. */
const FIELDS = ['Subject', 'Queue', 'Creator', 'Created', 'Type', 'Status'];

/**
 * RT leaves out reminders and approvals unless a query speaks of Type, and numbers that were merged away unless it speaks of
 * EffectiveId. With a scope both are the scope's own affair but for the merged ones, which belong to it by their last fields.
 */
export function ticketsIn(where: Where): Search {
  const scope = where === null ? "Type = 'ticket' OR Type != 'ticket'" : where;
  return { collection: 'tickets', query: `EffectiveId > 0 AND (${scope})`, fields: FIELDS };
}

/** Both conditions, each in brackets, for collections that take SQL. Pure; brackets that don't match aren't noticed. */
export function narrowed(search: Search, condition: string): Search {
  return { ...search, query: `(${search.query ?? 'id > 0'}) AND (${condition})` };
}

/** Open, or updated since the day given, which RT reads in the account's own zone: a day more or less makes no difference here. */
export function urgent(fresh: string): string {
  return `Status = '__Active__' OR LastUpdated > '${fresh}'`;
}

/** The rows of those of these numbers that a search finds. */
export async function rowsOf(
  api: RtApi,
  search: Search,
  ids: readonly string[],
): Promise<ReadonlyMap<string, JsonObject>> {
  const rows = new Map<string, JsonObject>();
  if (ids.length === 0) return rows;
  const those = narrowed(search, ids.map((id) => `id = ${id}`).join(' OR '));
  for await (const some of api.sweep(those)) for (const row of some) rows.set(String(row.id), row);
  return rows;
}

/** Numbers that a person deleted, in order: no search finds them, their transactions do. */
export async function deletedNumbers(api: RtApi): Promise<readonly string[]> {
  const query =
    "ObjectType = 'RT::Ticket' AND (Type = 'Status' OR Type = 'Set') AND Field = 'Status' AND NewValue = 'deleted'";
  const deleted = new Set<string>();
  for await (const rows of api.sweep({ collection: 'transactions', query, fields: ['ObjectId'] })) {
    for (const row of rows) deleted.add(String(row.ObjectId));
  }
  const all = [...deleted].sort((one, other) => Number(one) - Number(other));
  const found = await foundAmong(api, all);
  return all.filter((id) => !found.has(id));
}

/** A deleted ticket can be brought back. */
async function foundAmong(api: RtApi, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (let at = 0; at < ids.length; at += 50) {
    for (const id of (await rowsOf(api, ticketsIn(null), ids.slice(at, at + 50))).keys()) found.add(id);
  }
  return found;
}

/**
 * Parsed alone and in brackets: a scope that closes a bracket it never opened is well-formed inside ours, and escapes them.
 * Throws UsageError `where-invalid` with RT's message.
 */
export async function checkScope(api: RtApi, where: string): Promise<void> {
  const alone = await api.refusal({ collection: 'tickets', query: where });
  const refusal = alone ?? (await api.refusal({ collection: 'tickets', query: ticketsIn(where).query ?? '' }));
  if (refusal === null) return;
  throw new UsageError(`Request Tracker doesn't understand the scope of tickets: ${refusal}`, {
    code: 'where-invalid',
    hint: "write it as RT's own search page shows it, e.g. Queue = 'Support' AND LastUpdated > '2026-01-01'",
  });
}
