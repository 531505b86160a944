/** The messages of a ticket: each with who, when, its files and an address of its own, so that people can point at one. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { type Content, type Html, html } from './html.ts';
import type { Reader } from './names.ts';
import type { Body, ShownBody } from './rendering.ts';
import { showReference } from './show.ts';
import { showTime } from './times.ts';

interface Shown {
  readonly reader: Reader;
  readonly showBody: ShownBody;
}

/** What the requester wrote, or who opened the ticket in their place. */
export function firstMessage(data: JsonObject, { reader, showBody }: Shown): Html {
  const { body, openedBy, requester, createdAt, attachments } = data;
  const author = openedBy ?? requester;
  return html`<article class="message" id="first">
    <header>
      ${showReference(author, reader) ?? 'Unknown'} <a class="quiet" href="#first">${showTime(createdAt, reader.zone)}</a>
      ${author !== requester && typeof requester === 'string' && html`<span class="hint">for ${showReference(requester, reader)}</span>`}
    </header>
    ${isObject(body) && showBody(bodyOf(body))}
    ${attachmentList(objects(attachments))}
  </article>`;
}

/** One comment; internal ones say so. `writers`: who wrote comments in this console that name no author. */
export function message(comment: JsonObject, { reader, showBody }: Shown, writers: ReadonlyMap<string, string>): Html {
  const { author, at, internal, body, attachments } = comment;
  const anchor = anchorOf(comment);
  const writer = writers.get(text(comment.externalId)) ?? 'Unknown';
  return html`<article class="message${internal === true && ' internal'}" id="${anchor}">
    <header>
      ${showReference(author, reader) ?? writer} <a class="quiet" href="#${anchor}">${showTime(at, reader.zone)}</a>
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
export function conversationSummary(comments: readonly JsonObject[], reader: Reader): Content {
  const last = comments.at(-1);
  if (last === undefined || comments.length < LONG) return null;
  const notes = comments.filter(({ internal }) => internal === true).length;
  return html`<p class="hint">${comments.length} comments, ${notes} of them internal ·
    <a href="#${anchorOf(last)}">to the newest, ${showTime(last.at, reader.zone)}</a></p>`;
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
