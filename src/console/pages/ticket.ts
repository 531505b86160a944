/** A ticket as a conversation: who said what when, internal notes marked, and what happened besides. */
import { isObject, type JsonObject } from '../../model/json.ts';
import { type Content, type Html, html } from './html.ts';
import { attachmentList, bodyOf, conversationSummary, firstMessage, message, objects, text } from './messages.ts';
import type { RecordView } from './record-view.ts';
import type { Body } from './rendering.ts';
import { type Labels, showFields, showReference, showTime, showValue } from './show.ts';
import { recordPath } from './words.ts';

const SHOWN_ELSEWHERE = [
  ...['title', 'body', 'comments', 'events', 'status', 'priority'],
  ...['timeEntries', 'slaOutcomes', 'attachments', 'openedBy'],
];

/** The middle of a ticket's page. Comments are in the order of their times, whoever wrote them. */
export function ticketBody(view: RecordView): Html {
  const { data } = view.record;
  const comments = byTime(objects(data.comments));
  return html`<div class="columns">
    <div class="conversation">
      ${conversationSummary(comments)}
      ${isObject(data.body) ? firstMessage(data, view) : attachmentList(objects(data.attachments))}
      ${comments.map((comment) => message(comment, view))}
      ${view.mayEdit && !view.record.tombstoned && replyForm(view)}
    </div>
    <aside>
      <section class="card">${showFields(data, view.labels, SHOWN_ELSEWHERE)}</section>
      ${table('SLA outcomes', objects(data.slaOutcomes), view.labels)}
      ${timeWorked(objects(data.timeEntries), view.labels)}
      ${timeline(objects(data.events), view.labels)}
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

function timeline(events: readonly JsonObject[], labels: Labels): Content {
  if (events.length === 0) return null;
  return html`<details class="card"><summary>What happened (${events.length})</summary>
    <ol class="timeline">${byTime(events).map(
      (event) => html`<li>
      ${showTime(event.at)} <strong>${text(event.field)}</strong>
      ${showValue(event.from, labels)} → ${showValue(event.to, labels)}
      ${event.actor !== undefined && event.actor !== null && html`<span class="hint">by ${showReference(event.actor, labels)}</span>`}
    </li>`,
    )}</ol>
  </details>`;
}

function table(title: string, rows: readonly JsonObject[], labels: Labels): Content {
  if (rows.length === 0) return null;
  return html`<section class="card"><h2>${title}</h2>${rows.map((row) => showFields(row, labels))}</section>`;
}

function timeWorked(entries: readonly JsonObject[], labels: Labels): Content {
  if (entries.length === 0) return null;
  const total = entries.reduce((sum, { minutes }) => sum + (typeof minutes === 'number' ? minutes : 0), 0);
  return html`<details class="card"><summary>Time worked (${total} min)</summary>
    <ol class="timeline">${byTime(entries).map(
      ({ at, person, minutes }) =>
        html`<li>${showTime(at)} <strong>${showValue(minutes, labels)} min</strong> ${showReference(person, labels)}</li>`,
    )}</ol>
  </details>`;
}

/** Oldest first; those without a time come last, in their order. */
function byTime(items: readonly JsonObject[]): readonly JsonObject[] {
  return items.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b), 'en'));
}

function timeOf(item: JsonObject): string {
  return typeof item.at === 'string' ? item.at : '~';
}
