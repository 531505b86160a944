/** Makes the source record of a ticket that was read: its data as JSON, and its version. */
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';
import type { SourceRecord } from '../../model/record.ts';
import { numberVersion } from '../../model/record-version.ts';
import type { HistoryEntry } from './history.ts';
import type { RtTicket } from './ticket-shape.ts';

/** A ticket as read, with what is needed to decide whether it is in the scope and which of its changes are read already. */
export interface FetchedTicket {
  readonly record: SourceRecord;
  /** RT's own; `merged` for a number that was merged away, empty where the record has a problem. */
  readonly status: string;
  /** Transactions the record was made with or after. */
  readonly seen: readonly number[];
}

/** The record of a number whose answer can't be trusted: its id and the problem alone. */
export function problemTicket(id: string, rows: readonly JsonObject[], problem: Problem | undefined): FetchedTicket {
  const data = { type: 'ticket', id };
  const record = { key: id, ...versionOf(rows), data, ...(problem && { problem }) };
  return { record, status: '', seen: seenIn(rows) };
}

/** The record of a ticket, with the newest transaction of its history as the version. */
export function fetchedTicket(ticket: RtTicket, history: readonly HistoryEntry[]): FetchedTicket {
  const record = { key: ticket.id, ...versionOf(history), data: plain(ticket) };
  return { record, status: ticket.Status, seen: seenIn(history) };
}

function seenIn(rows: readonly { readonly id?: JsonValue }[]): readonly number[] {
  return rows.map(({ id }) => Number(id));
}

/** The newest transaction's number. */
function versionOf(rows: readonly { readonly id?: JsonValue }[]): { readonly version?: string } {
  const newest = seenIn(rows).reduce((most, id) => Math.max(most, id), 0);
  const version = newest === 0 ? null : numberVersion(String(newest));
  return version === null ? {} : { version };
}

function plain(ticket: RtTicket): JsonObject {
  const { transactions, links, slaOutcomes, body, attachments, Queue, watcherGroups, ...fields } = ticket;
  return {
    ...fields,
    Queue: Queue && { ...Queue },
    watcherGroups: watcherGroups.map((one) => ({ ...one })),
    body: body && { ...body },
    attachments: attachments.map((file) => ({ ...file })),
    transactions: transactions.map((one) => ({ ...one, attachments: one.attachments.map((file) => ({ ...file })) })),
    links: links.map((link) => ({ ...link })),
    slaOutcomes: slaOutcomes.map((outcome) => ({ ...outcome })),
  };
}
