/** One ticket, whole: its fields, everything that happened to it, what was written, and what became of its dates. */
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';
import type { SourceRecord } from '../../model/record.ts';
import type { RtApi } from './api.ts';
import { type Happening, happeningOf, historyOf } from './history.ts';
import { linksOf } from './links.ts';
import type { Lookups } from './lookups.ts';
import type { Places } from './mentions.ts';
import { mergedNumber } from './merged-number.ts';
import { type Message, messagesOf } from './messages.ts';
import { peopleOf } from './people.ts';
import type { RtTicket, RtTransaction } from './shape.ts';
import { slaOutcomes } from './sla.ts';
import { instantOf, loginOf, mismatch, referenceOf, textOf } from './values.ts';

/** What reading tickets needs, opened once for a pass. */
export interface TicketTools {
  readonly api: RtApi;
  readonly lookups: Lookups;
  readonly places: Places;
}

/** A ticket as read, and what is needed to tell whether it is in the scope and which news of it are known by now. */
export interface TicketReading {
  readonly record: SourceRecord;
  /** RT's own; `merged` for a number that was merged away, empty where the record has a problem. */
  readonly status: string;
  /** Transactions the record was made with or after. */
  readonly seen: readonly number[];
}

const NONE: ReadonlySet<string> = new Set();
const COPIES = new Set(['EmailRecord', 'CommentEmailRecord']);
const SILENT: Message = { text: null, html: null, attachments: [] };
const MERGE_TARGET = /\/ticket\/(\d+)$/;
/** Digits of a version, so that versions compare as text. */
const WIDTH = 12;

/**
 * Undefined when RT has nothing under this number any more. `row` is what a search gave for it: of a number that was merged
 * away only a search has the subject and the queue. Never throws over what a record says: that is its `problem`.
 */
export async function readTicket(
  tools: TicketTools,
  id: string,
  row: JsonObject | undefined,
): Promise<TicketReading | undefined> {
  // The history first: what happens after it is then in the fields without being in the history, and is seen as news.
  const rows = await historyOf(tools.api, id, tools.lookups);
  const answer = await tools.api.get(`ticket/${id}`);
  if (answer === undefined) return undefined;
  const other = textOf(answer.id);
  const survivor = other === id || other === null ? null : other;
  if (survivor !== null && !wasMerged(rows, id)) return troubled(id, rows, mismatch(answer, id, []));
  const history = await Promise.all(rows.map((one) => happeningOf(one, id, tools.lookups)));
  if (survivor !== null) return await mergedReading(tools, { id, survivor, history, row });
  const problem = mismatch(answer, id, ['Status', 'Queue', 'Creator', 'Created']);
  if (problem !== undefined) return troubled(id, rows, problem);
  return await ownReading(tools, { id, answer, history });
}

function wasMerged(rows: readonly JsonObject[], id: string): boolean {
  return rows.some((row) => row.Type === 'AddLink' && row.Field === 'MergedInto' && textOf(row.ObjectId) === id);
}

function troubled(id: string, rows: readonly JsonObject[], problem: Problem | undefined): TicketReading {
  const data = { type: 'ticket', id };
  const record = { key: id, ...versionOf(rows), data, ...(problem && { problem }) };
  return { record, status: '', seen: seenIn(rows) };
}

interface Merged {
  readonly id: string;
  readonly survivor: string;
  readonly history: readonly Happening[];
  readonly row: JsonObject | undefined;
}

async function mergedReading(tools: TicketTools, { id, survivor, history, row }: Merged): Promise<TicketReading> {
  const opening = history.find(({ kind }) => kind === 'opening');
  const transactions = new Set(opening === undefined ? [] : [opening.id]);
  const messages = await messagesOf(tools.api, survivor, { transactions, internal: NONE, places: tools.places });
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
  return readingOf(ticket, history);
}

function idsOf(history: readonly Happening[]): ReadonlySet<string> {
  return new Set(history.map(({ id }) => id));
}

interface Own {
  readonly id: string;
  readonly answer: JsonObject;
  readonly history: readonly Happening[];
}

async function ownReading(tools: TicketTools, { id, answer, history }: Own): Promise<TicketReading> {
  // Whatever carries a text or files of its own, a forwarded message too; but for the copies that RT sent of others.
  const spoken = history.filter(({ Type }) => !COPIES.has(Type));
  const transactions = idsOf(spoken);
  const internal = idsOf(spoken.filter((happening) => happening.internal || happening.kind === 'change'));
  const [messages, people] = await Promise.all([
    messagesOf(tools.api, id, { transactions, internal, places: tools.places }),
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
    transactions: history.map((happening) => transactionOf(happening, messages.get(happening.id))),
    links: linksOf(answer),
    slaOutcomes: slaOutcomes(told, history),
  };
  return readingOf(ticket, history);
}

/** The opening's text is the ticket's body and stands there alone. */
function transactionOf(happening: Happening, message: Message | undefined): RtTransaction {
  return { ...happening, ...((happening.kind === 'opening' ? undefined : message) ?? SILENT) };
}

/** Numbers that were merged into this one, directly or by way of another. */
function mergedInto(id: string, history: readonly Happening[]): readonly string[] {
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

function readingOf(ticket: RtTicket, history: readonly Happening[]): TicketReading {
  const record = { key: ticket.id, ...versionOf(history), data: plain(ticket) };
  return { record, status: ticket.Status, seen: seenIn(history) };
}

function seenIn(rows: readonly { readonly id?: JsonValue }[]): readonly number[] {
  return rows.map(({ id }) => Number(id));
}

/** The newest transaction, padded. */
function versionOf(rows: readonly { readonly id?: JsonValue }[]): { readonly version?: string } {
  const newest = seenIn(rows).reduce((most, id) => Math.max(most, id), 0);
  return newest === 0 ? {} : { version: String(newest).padStart(WIDTH, '0') };
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
