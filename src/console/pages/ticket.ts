/** A ticket as a conversation: who said what when, internal notes marked, and what happened besides. */
import { isObject, type JsonObject } from '../../model/json.ts';
import { type Content, type Html, html } from './html.ts';
import { attachmentList, bodyOf, conversationSummary, firstMessage, message, objects, text } from './messages.ts';
import type { Reader } from './names.ts';
import type { RecordView } from './record-view.ts';
import type { Body } from './rendering.ts';
import { showFields, showReference, showValue } from './show.ts';
import { showTime } from './times.ts';
import { recordPath } from './words.ts';
import { writersHere } from './writers-here.ts';

const SHOWN_ELSEWHERE = [
  ...['title', 'body', 'comments', 'events', 'status', 'priority'],
  ...['timeEntries', 'slaOutcomes', 'attachments', 'openedBy'],
];

/** The middle of a ticket's page. Comments are in the order of their times, whoever wrote them. */
export function ticketBody(view: RecordView): Html {
  const { data } = view.record;
  const comments = byTime(objects(data.comments));
  const authors = writersHere(view.versions);
  return html`<div class="columns">
    <div class="conversation">
      ${conversationSummary(comments, view.reader)}
      ${isObject(data.body) ? firstMessage(data, view) : attachmentList(objects(data.attachments))}
      ${comments.map((comment) => message(comment, view, authors))}
      ${view.mayEdit && !view.record.tombstoned && replyForm(view)}
    </div>
    <aside>
      <section class="card">${showFields(data, view.reader, SHOWN_ELSEWHERE)}</section>
      ${table('SLA outcomes', objects(data.slaOutcomes), view.reader)}
      ${timeWorked(objects(data.timeEntries), view.reader)}
      ${timeline(objects(data.events), view.reader)}
    </aside>
  </div>`;
}

/** Every text of the ticket that has a format. */
export function ticketTexts(data: JsonObject): Body[] {
  return [data, ...objects(data.comments)].flatMap(({ body }) => (isObject(body) ? [bodyOf(body)] : []));
}

function replyForm({ entity, record, formToken }: RecordView): Html {
  return html`<form class="message reply" id="reply" method="post" action="${recordPath(entity, record.externalId)}/reply">
    <input type="hidden" name="form" value="${formToken}">
    <label>Reply<textarea name="content" rows="4" required></textarea></label>
    <label class="check"><input type="checkbox" name="internal" value="true"> internal note</label>
    <button>Send</button>
  </form>`;
}

function timeline(events: readonly JsonObject[], reader: Reader): Content {
  if (events.length === 0) return null;
  return html`<details class="card"><summary>What happened (${events.length})</summary>
    <ol class="timeline">${byTime(events).map(
      (event) => html`<li>
      ${showTime(event.at, reader.zone)} <strong>${text(event.field)}</strong>
      ${showValue(event.from, reader)} → ${showValue(event.to, reader)}
      ${event.actor !== undefined && event.actor !== null && html`<span class="hint">by ${showReference(event.actor, reader)}</span>`}
    </li>`,
    )}</ol>
  </details>`;
}

function table(title: string, rows: readonly JsonObject[], reader: Reader): Content {
  if (rows.length === 0) return null;
  return html`<section class="card"><h2>${title}</h2>${rows.map((row) => showFields(row, reader))}</section>`;
}

function timeWorked(entries: readonly JsonObject[], reader: Reader): Content {
  if (entries.length === 0) return null;
  const total = entries.reduce((sum, { minutes }) => sum + (typeof minutes === 'number' ? minutes : 0), 0);
  return html`<details class="card"><summary>Time worked (${total} min)</summary>
    <ol class="timeline">${byTime(entries).map(
      ({ at, person, minutes }) =>
        html`<li>${showTime(at, reader.zone)} <strong>${showValue(minutes, reader)} min</strong> ${showReference(person, reader)}</li>`,
    )}</ol>
  </details>`;
}

/** Oldest first; those without a time come last, in their order. */
function byTime(items: readonly JsonObject[]): readonly JsonObject[] {
  return items.toSorted((a, b) => Number(timeOf(a) > timeOf(b)) - Number(timeOf(a) < timeOf(b)));
}

function timeOf(item: JsonObject): string {
  return typeof item.at === 'string' ? item.at : '~';
}
