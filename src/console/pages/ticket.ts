/** A ticket as a conversation: who said what when, internal notes marked, and what happened besides. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { type Content, type Html, html } from './html.ts';
import type { RecordView } from './record-view.ts';
import type { Body, ShownBody } from './rendering.ts';
import { type Labels, showFields, showReference, showTime, showValue } from './show.ts';
import { recordPath } from './words.ts';

const SHOWN_ELSEWHERE = ['title', 'body', 'comments', 'events', 'status', 'priority', 'timeEntries', 'slaOutcomes'];

/** The middle of a ticket's page. Comments stand in the order of their times, whoever wrote them. */
export function ticketBody(view: RecordView): Html {
  const { data } = view.record;
  return html`<div class="columns">
    <div class="conversation">
      ${firstMessage(data, view)}
      ${byTime(objects(data.comments)).map((comment) => message(comment, view))}
      ${view.mayEdit && !view.record.tombstoned && replyForm(view)}
    </div>
    <aside>
      <section class="card">${showFields(data, view.labels, SHOWN_ELSEWHERE)}</section>
      ${table('SLA outcomes', objects(data.slaOutcomes), view.labels)}
      ${table('Time worked', objects(data.timeEntries), view.labels)}
      ${timeline(objects(data.events), view.labels)}
    </aside>
  </div>`;
}

/** Every text of the ticket that has a format. */
export function ticketTexts(data: JsonObject): Body[] {
  return [data, ...objects(data.comments)].flatMap(({ body }) => (isObject(body) ? [bodyOf(body)] : []));
}

interface Shown {
  readonly labels: Labels;
  readonly showBody: ShownBody;
}

function bodyOf(body: JsonObject): Body {
  return { format: text(body.format), content: text(body.content) };
}

function firstMessage(data: JsonObject, { labels, showBody }: Shown): Content {
  const { body } = data;
  if (!isObject(body)) return null;
  return html`<article class="message">
    <header>${showReference(data.requester, labels) ?? 'Unknown'} ${showTime(data.createdAt)}</header>
    ${showBody(bodyOf(body))}
  </article>`;
}

function message(comment: JsonObject, { labels, showBody }: Shown): Html {
  const { author, at, internal, body, attachments } = comment;
  return html`<article class="message${internal === true && ' internal'}">
    <header>
      ${showReference(author, labels) ?? 'Unknown'} ${showTime(at)}
      ${internal === true && html`<span class="badge badge-internal">internal note</span>`}
    </header>
    ${isObject(body) && showBody(bodyOf(body))}
    ${attachmentList(objects(attachments))}
  </article>`;
}

function attachmentList(files: readonly JsonObject[]): Content {
  if (files.length === 0) return null;
  return html`<ul class="files">${files.map(
    ({ sha256, name, bytes }) => html`<li><a href="/v1/assets/${text(sha256)}">${text(name)}</a>
      ${typeof bytes === 'number' && html`<span class="hint">${showSize(bytes)}</span>`}</li>`,
  )}</ul>`;
}

function replyForm({ entity, record, formToken }: RecordView): Html {
  return html`<form class="message reply" method="post" action="${recordPath(entity, record.externalId)}/reply">
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

/** Oldest first; those without a time keep their place at the end. */
function byTime(items: readonly JsonObject[]): readonly JsonObject[] {
  return items.toSorted((a, b) => timeOf(a).localeCompare(timeOf(b), 'en'));
}

function timeOf(item: JsonObject): string {
  return typeof item.at === 'string' ? item.at : '~';
}

function showSize(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}
