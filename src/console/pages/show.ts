/** Shows a record's values: references as links with names, times as times, nested values as lists. */
import type { Pool } from 'pg';
import { DESCRIPTIONS } from '../../model/entities/index.ts';
import { byEntity, type Entity } from '../../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { reading } from '../database.ts';
import { type ReferenceUse, referencesIn } from '../references.ts';
import { type Content, type Html, html } from './html.ts';
import { fieldLabel, recordPath } from './words.ts';

interface Label {
  readonly entity: string;
  readonly name: string;
}

/** Names of the records that others point at, by external key. */
export type Labels = ReadonlyMap<string, Label>;

const MOST_LABELS = 2000;
const TITLE_FIELDS = JSON.stringify(byEntity((entity) => DESCRIPTIONS[entity].title));

/** The names of everything these records refer to. */
export async function labelsFor(pool: Pool, entity: Entity, records: readonly JsonObject[]): Promise<Labels> {
  const uses = records.flatMap((data) => referencesIn(entity, data));
  const pairs = distinctPairs(uses).slice(0, MOST_LABELS);
  if (pairs.length === 0) return new Map();
  const { rows } = await reading(pool, (db) =>
    db.query<{ external_id: string; entity: string; name: string | null }>(
      `select r.external_id, r.entity, title.value as name
       from unnest($1::text[], $2::text[]) as w (entity, external_id)
       join console.record r on r.entity = w.entity and r.external_id = w.external_id
       join console.version v on v.record = r.id and v.number = r.number
       left join lateral (
         select v.data->>f.name as value from json_array_elements_text($3::json->r.entity) with ordinality as f (name, place)
         where v.data->>f.name is not null order by f.place limit 1
       ) title on true`,
      [pairs.map(([kind]) => kind), pairs.map(([, key]) => key), TITLE_FIELDS],
    ),
  );
  return new Map(rows.map((row) => [row.external_id, { entity: row.entity, name: row.name ?? row.external_id }]));
}

function distinctPairs(uses: readonly ReferenceUse[]): (readonly [Entity, string])[] {
  const pairs = uses.flatMap(({ entities, to }) => entities.map((entity) => [entity, to] as const));
  return [...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()];
}

/** A value in a table cell or a sentence. */
export function showValue(value: JsonValue | undefined, labels: Labels): Content {
  if (value === null || value === undefined || value === '') return html`<span class="none">—</span>`;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return showText(value, labels);
  return isObject(value) ? showObject(value, labels) : showList(Object.values(value), labels);
}

/** All fields of a record or of one of its parts, one row each; nothing for those left out. */
export function showFields(data: JsonObject, labels: Labels, leftOut: readonly string[] = []): Html {
  const rows = Object.entries(data).filter(([name, value]) => value !== null && !leftOut.includes(name));
  return html`<dl class="fields">
    ${rows.map(([name, value]) => html`<dt>${fieldLabel(name)}</dt><dd>${showField(name, value, labels)}</dd>`)}
  </dl>`;
}

function showField(name: string, value: JsonValue, labels: Labels): Content {
  if (name === 'custom' && isObject(value)) return showFree(value, labels);
  if ((name === 'links' || name === 'related') && Array.isArray(value) && value.every(isObject))
    return showLinks(value, labels);
  return showValue(value, labels);
}

/** Fields that the source named, under exactly those names. */
function showFree(value: JsonObject, labels: Labels): Html {
  const rows = Object.entries(value).filter(([, member]) => member !== null);
  return html`<dl class="fields">
    ${rows.map(([name, member]) => html`<dt>${name}</dt><dd>${showValue(member, labels)}</dd>`)}
  </dl>`;
}

/** Links by what they mean: to records by name, out of the console by address, else as the text they are. */
function showLinks(links: readonly JsonObject[], labels: Labels): Html {
  return html`<ul class="parts">${links.map(({ kind, to, url, label }) => {
    const target = typeof to === 'string' ? showReference(to, labels) : showValue(url ?? label, labels);
    return html`<li><span class="hint">${typeof kind === 'string' && kind}</span> ${target}</li>`;
  })}</ul>`;
}

/** `2026-03-12 00:15 UTC`, or the text itself when it is no instant. */
export function showTime(value: JsonValue | undefined): Content {
  if (typeof value !== 'string') return null;
  return html`<time datetime="${value}">${value.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*Z$/, '$1 $2 UTC')}</time>`;
}

/** A status, priority or kind as a coloured word. */
export function showBadge(value: JsonValue | undefined): Content {
  if (typeof value !== 'string' || value === '') return null;
  return html`<span class="badge badge-${value.replace(/[^a-z-]/g, '')}">${value}</span>`;
}

/** A link to a record by the name it has; the key alone when it isn't there. */
export function showReference(value: JsonValue | undefined, labels: Labels): Content {
  if (typeof value !== 'string') return null;
  const label = labels.get(value);
  if (label === undefined) return html`<code>${value}</code>`;
  return html`<a href="${recordPath(label.entity, value)}">${label.name}</a>`;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/;
const WEB_URL = /^https?:\/\/[^\s]+$/i;
const OWN_ASSET = /^\/v1\/assets\/[0-9a-f]{64}$/;

function showText(text: string, labels: Labels): Content {
  if (labels.has(text)) return showReference(text, labels);
  if (INSTANT.test(text)) return showTime(text);
  if (WEB_URL.test(text)) return html`<a href="${text}" rel="noopener noreferrer nofollow">${text}</a>`;
  if (OWN_ASSET.test(text)) return html`<a href="${text}">file</a>`;
  return text.length > 200 || text.includes('\n') ? html`<div class="prose plain">${text}</div>` : text;
}

function showList(items: readonly JsonValue[], labels: Labels): Content {
  if (items.length === 0) return html`<span class="none">none</span>`;
  if (items.some((item) => isObject(item))) {
    return html`<ul class="parts">${items.map((item) => html`<li>${showValue(item, labels)}</li>`)}</ul>`;
  }
  return html`<ul class="words">${items.map((item) => html`<li>${showValue(item, labels)}</li>`)}</ul>`;
}

function showObject(value: JsonObject, labels: Labels): Content {
  return showFields(value, labels);
}
