/** Reads one ticket completely: its fields, its transactions, its messages and files, and the SLA outcomes derived from them. */
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { RtApi } from './api.ts';
import { type HistoryEntry, historyEntryOf, historyOf } from './history.ts';
import { linksOf } from './links.ts';
import type { Lookups } from './lookups.ts';
import type { OwnNames } from './mentions.ts';
import { mergedNumber } from './merged-number.ts';
import { type Message, messagesOf } from './messages.ts';
import { peopleOf } from './people.ts';
import { slaOutcomes } from './sla.ts';
import { type FetchedTicket, fetchedTicket, problemTicket } from './ticket-record.ts';
import type { RtTicket, RtTransaction } from './ticket-shape.ts';
import { instantOf, loginOf, mismatch, referenceOf, textOf } from './values.ts';

/** What reading tickets needs, opened once for a pass. */
export interface TicketTools {
  readonly api: RtApi;
  readonly lookups: Lookups;
  readonly ownNames: OwnNames;
}

const NONE: ReadonlySet<string> = new Set();
const COPIES = new Set(['EmailRecord', 'CommentEmailRecord']);
const SILENT: Message = { text: null, html: null, attachments: [] };
const MERGE_TARGET = /\/ticket\/(\d+)$/;
/**
 * Undefined when RT has nothing under this number any more. `row` is what a search gave for it: of a number that was merged
 * away only a search has the subject and the queue. Never throws over what a record says: that is its `problem`.
 */
export async function readTicket(
  tools: TicketTools,
  id: string,
  row: JsonObject | undefined,
): Promise<FetchedTicket | undefined> {
  // The history first: a change between the two calls is then in the fields but not in the history, and is read again from the feed.
  const rows = await historyOf(tools.api, id, tools.lookups);
  const answer = await tools.api.get(`ticket/${id}`);
  if (answer === undefined) return undefined;
  const other = textOf(answer.id);
  const survivor = other === id || other === null ? null : other;
  if (survivor !== null && !wasMerged(rows, id)) return problemTicket(id, rows, mismatch(answer, id, []));
  const history = await Promise.all(rows.map((one) => historyEntryOf(one, id, tools.lookups)));
  if (survivor !== null) return await mergedTicket(tools, { id, survivor, history, row });
  const problem = mismatch(answer, id, ['Status', 'Queue', 'Creator', 'Created']);
  if (problem !== undefined) return problemTicket(id, rows, problem);
  return await ownTicket(tools, { id, answer, history });
}

function wasMerged(rows: readonly JsonObject[], id: string): boolean {
  return rows.some((row) => row.Type === 'AddLink' && row.Field === 'MergedInto' && textOf(row.ObjectId) === id);
}

interface Merged {
  readonly id: string;
  readonly survivor: string;
  readonly history: readonly HistoryEntry[];
  readonly row: JsonObject | undefined;
}

async function mergedTicket(tools: TicketTools, { id, survivor, history, row }: Merged): Promise<FetchedTicket> {
  const opening = history.find(({ kind }) => kind === 'opening');
  const transactions = new Set(opening === undefined ? [] : [opening.id]);
  const messages = await messagesOf(tools.api, survivor, { transactions, internal: NONE, ownNames: tools.ownNames });
  const { attachments, ...body } = messages.get(opening?.id ?? '') ?? SILENT;
  const ticket = mergedNumber({
    id,
    Type: textOf(row?.Type) ?? 'ticket',
    mergedInto: survivor,
    Subject: textOf(row?.Subject),
    Queue: queueOf(row?.Queue, tools.lookups),
    Creator: opening?.Creator ?? loginOf(row?.Creator) ?? '',
    Created: opening?.Created ?? textOf(row?.Created) ?? '',
    body,
    attachments,
  });
  return fetchedTicket(ticket, history);
}

function idsOf(history: readonly HistoryEntry[]): ReadonlySet<string> {
  return new Set(history.map(({ id }) => id));
}

interface Own {
  readonly id: string;
  readonly answer: JsonObject;
  readonly history: readonly HistoryEntry[];
}

async function ownTicket(tools: TicketTools, { id, answer, history }: Own): Promise<FetchedTicket> {
  // All that may have a text or files of their own, forwarded messages included, but not the copies that RT mailed out.
  const spoken = history.filter(({ Type }) => !COPIES.has(Type));
  const transactions = idsOf(spoken);
  const internal = idsOf(spoken.filter((entry) => entry.internal || entry.kind === 'change'));
  const [messages, people] = await Promise.all([
    messagesOf(tools.api, id, { transactions, internal, ownNames: tools.ownNames }),
    peopleOf(answer, tools.lookups),
  ]);
  const opening = history.find(({ kind }) => kind === 'opening');
  const { attachments, ...body } = messages.get(opening?.id ?? '') ?? SILENT;
  const dates = datesOf(answer);
  const told = { id, SLA: textOf(answer.SLA), ...dates, Owner: people.Owner, Requestor: people.Requestor };
  const ticket: RtTicket = {
    type: 'ticket',
    id,
    Type: textOf(answer.Type) ?? 'ticket',
    mergedInto: null,
    merged: mergedInto(id, history),
    Subject: textOf(answer.Subject),
    Status: textOf(answer.Status) ?? '',
    Queue: queueOf(answer.Queue, tools.lookups),
    Creator: referenceOf(answer.Creator)?.id ?? '',
    LastUpdatedBy: loginOf(answer.LastUpdatedBy),
    ...people,
    Priority: textOf(answer.Priority),
    InitialPriority: textOf(answer.InitialPriority),
    FinalPriority: textOf(answer.FinalPriority),
    SLA: told.SLA,
    Created: textOf(answer.Created) ?? '',
    ...dates,
    TimeWorked: minutesOf(answer.TimeWorked),
    TimeEstimated: minutesOf(answer.TimeEstimated),
    TimeLeft: minutesOf(answer.TimeLeft),
    CustomFields: tools.lookups.fields.customOf(answer),
    body: opening === undefined ? null : body,
    attachments,
    transactions: history.map((entry) => transactionOf(entry, messages.get(entry.id))),
    links: linksOf(answer),
    slaOutcomes: slaOutcomes(told, history),
  };
  return fetchedTicket(ticket, history);
}

/** The opening's text is the ticket's body and isn't repeated among the transactions. */
function transactionOf(entry: HistoryEntry, message: Message | undefined): RtTransaction {
  return { ...entry, ...((entry.kind === 'opening' ? undefined : message) ?? SILENT) };
}

/** Numbers that were merged into this one, directly or by way of another. */
function mergedInto(id: string, history: readonly HistoryEntry[]): readonly string[] {
  const from = history.filter(({ Type, Field }) => Type === 'AddLink' && Field === 'MergedInto');
  const sources = from.filter(({ ticket, NewValue }) => MERGE_TARGET.exec(NewValue ?? '')?.[1] !== ticket);
  return [...new Set(sources.map(({ ticket }) => ticket).filter((ticket) => ticket !== id))];
}

function queueOf(value: JsonValue | undefined, { queues }: Lookups): RtTicket['Queue'] {
  const id = referenceOf(value)?.id;
  return id === undefined ? null : { id, Name: queues.get(id) ?? `#${id}` };
}

function datesOf(answer: JsonObject) {
  return {
    Started: instantOf(answer.Started),
    Starts: instantOf(answer.Starts),
    Due: instantOf(answer.Due),
    Told: instantOf(answer.Told),
    Resolved: instantOf(answer.Resolved),
    LastUpdated: instantOf(answer.LastUpdated),
  };
}

function minutesOf(value: JsonValue | undefined): number {
  return Number(textOf(value) ?? 0);
}
