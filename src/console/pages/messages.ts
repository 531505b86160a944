/** The messages of a ticket: each with who, when, its files and an address of its own, so that people can point at one. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { type Content, type Html, html } from './html.ts';
import type { Body, ShownBody } from './rendering.ts';
import { type Labels, showReference, showTime } from './show.ts';

interface Shown {
  readonly labels: Labels;
  readonly showBody: ShownBody;
}

/** What the requester wrote, or who opened the ticket in their place. */
export function firstMessage(data: JsonObject, { labels, showBody }: Shown): Html {
  const { body, openedBy, requester, createdAt, attachments } = data;
  const author = openedBy ?? requester;
  return html`<article class="message" id="first">
    <header>
      ${showReference(author, labels) ?? 'Unknown'} <a class="quiet" href="#first">${showTime(createdAt)}</a>
      ${author !== requester && typeof requester === 'string' && html`<span class="hint">for ${showReference(requester, labels)}</span>`}
    </header>
    ${isObject(body) && showBody(bodyOf(body))}
    ${attachmentList(objects(attachments))}
  </article>`;
}

/** One comment; internal ones say so. */
export function message(comment: JsonObject, { labels, showBody }: Shown): Html {
  const { author, at, internal, body, attachments } = comment;
  const anchor = anchorOf(comment);
  return html`<article class="message${internal === true && ' internal'}" id="${anchor}">
    <header>
      ${showReference(author, labels) ?? 'Unknown'} <a class="quiet" href="#${anchor}">${showTime(at)}</a>
      ${internal === true && html`<span class="badge badge-internal">internal note</span>`}
    </header>
    ${isObject(body) && showBody(bodyOf(body))}
    ${attachmentList(objects(attachments))}
  </article>`;
}

/** Files to download, with their names as the sender wrote them. */
export function attachmentList(files: readonly JsonObject[]): Content {
  if (files.length === 0) return null;
  return html`<ul class="files">${files.map(
    ({ sha256, name, bytes }) => html`<li><a href="/v1/assets/${text(sha256)}">${text(name) || 'unnamed file'}</a>
      ${typeof bytes === 'number' && html`<span class="hint">${showSize(bytes)}</span>`}</li>`,
  )}</ul>`;
}

const LONG = 5;

/** How long the conversation is and where it ends; nothing for short ones. */
export function conversationSummary(comments: readonly JsonObject[]): Content {
  const last = comments.at(-1);
  if (last === undefined || comments.length < LONG) return null;
  const notes = comments.filter(({ internal }) => internal === true).length;
  return html`<p class="hint">${comments.length} comments, ${notes} of them internal ·
    <a href="#${anchorOf(last)}">to the newest, ${showTime(last.at)}</a></p>`;
}

/** A body as the renderer takes it. */
export function bodyOf(body: JsonObject): Body {
  return { format: text(body.format), content: text(body.content) };
}

/** The objects of a list, none when it is no list. */
export function objects(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

/** A text, empty when it is none. */
export function text(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

/** The comment's own part of its key: the same whatever is added before or after it. */
function anchorOf({ externalId }: JsonObject): string {
  return `c-${text(externalId)
    .replace(/^.*[/:]/, '')
    .replace(/[^A-Za-z0-9-]/g, '_')}`;
}

function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
