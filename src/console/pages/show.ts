/** Shows a record's values: references as links with names, times as times, nested values as lists. */
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { type Content, type Html, html } from './html.ts';
import type { Reader } from './names.ts';
import { showTime } from './times.ts';
import { fieldLabel, recordPath } from './words.ts';

/** A value in a table cell or a sentence. */
export function showValue(value: JsonValue | undefined, reader: Reader): Content {
  if (value === null || value === undefined || value === '') return html`<span class="none">—</span>`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return showText(value, reader);
  return isObject(value) ? showObject(value, reader) : showList(Object.values(value), reader);
}

/** All fields of a record or of one of its parts, one row each; nothing for those left out. */
export function showFields(data: JsonObject, reader: Reader, leftOut: readonly string[] = []): Html {
  const rows = Object.entries(data).filter(([name, value]) => value !== null && !leftOut.includes(name));
  return html`<dl class="fields">
    ${rows.map(([name, value]) => html`<dt>${fieldLabel(name)}</dt><dd>${showField(name, value, reader)}</dd>`)}
  </dl>`;
}

function showField(name: string, value: JsonValue, reader: Reader): Content {
  if (name === 'custom' && isObject(value)) return showFree(value, reader);
  if ((name === 'links' || name === 'related') && Array.isArray(value) && value.every(isObject))
    return showLinks(value, reader);
  return showValue(value, reader);
}

/** Fields that the source named, under exactly those names. */
function showFree(value: JsonObject, reader: Reader): Html {
  const rows = Object.entries(value).filter(([, member]) => member !== null);
  return html`<dl class="fields">
    ${rows.map(([name, member]) => html`<dt>${name}</dt><dd>${showValue(member, reader)}</dd>`)}
  </dl>`;
}

/** Links by what they mean: to records by name, out of the console by address, else as the text they are. */
function showLinks(links: readonly JsonObject[], reader: Reader): Html {
  return html`<ul class="parts">${links.map(({ kind, to, url, label }) => {
    const target = typeof to === 'string' ? showReference(to, reader) : showValue(url ?? label, reader);
    return html`<li><span class="hint">${typeof kind === 'string' && kind}</span> ${target}</li>`;
  })}</ul>`;
}

/** A status, priority or kind as a coloured word. */
export function showBadge(value: JsonValue | undefined): Content {
  if (typeof value !== 'string' || value === '') return null;
  return html`<span class="badge badge-${value.replace(/[^a-z-]/g, '')}">${value}</span>`;
}

/** A link to a record by the name it has; the key alone when it isn't there. */
export function showReference(value: JsonValue | undefined, reader: Reader): Content {
  if (typeof value !== 'string') return null;
  const label = reader.names.get(value);
  if (label === undefined) return html`<code>${value}</code>`;
  return html`<a href="${recordPath(label.entity, value)}">${label.name}</a>`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const WEB_URL = /^https?:\/\/[^\s]+$/i;
const OWN_ASSET = /^\/v1\/assets\/[0-9a-f]{64}$/;

function showText(text: string, reader: Reader): Content {
  if (reader.names.has(text)) return showReference(text, reader);
  if (INSTANT.test(text)) return showTime(text, reader.zone);
  if (DAY.test(text)) return html`<span class="day">${text}</span>`;
  if (WEB_URL.test(text)) return html`<a href="${text}" rel="noopener noreferrer nofollow">${text}</a>`;
  if (OWN_ASSET.test(text)) return html`<a href="${text}">file</a>`;
  return text.length > 200 || text.includes('\n') ? html`<div class="prose plain">${text}</div>` : text;
}

function showList(items: readonly JsonValue[], reader: Reader): Content {
  if (items.length === 0) return html`<span class="none">none</span>`;
  if (items.some((item) => isObject(item))) {
    return html`<ul class="parts">${items.map((item) => html`<li>${showValue(item, reader)}</li>`)}</ul>`;
  }
  return html`<ul class="words">${items.map((item) => html`<li>${showValue(item, reader)}</li>`)}</ul>`;
}

function showObject(value: JsonObject, reader: Reader): Content {
  return showFields(value, reader);
}
