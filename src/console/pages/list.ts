/** A list of one entity's records, with search and paging. */
import { DESCRIPTIONS } from '../../model/entities/index.ts';
import type { Entity } from '../../model/entity.ts';
import type { HeldRecord, PageOfRecords } from '../records.ts';
import { type Content, type Html, html } from './html.ts';
import { type Labels, showBadge, showReference, showTime, showValue } from './show.ts';
import { fieldLabel, pluralOf, recordPath, titleOf } from './words.ts';

interface List {
  readonly entity: Entity;
  readonly page: PageOfRecords;
  readonly labels: Labels;
  readonly q: string;
  readonly edited: boolean;
}

/** A page of records, the search above it and the way on below. */
export function listPage(list: List): Html {
  const { entity, page, q, edited } = list;
  return html`<h1>${pluralOf(entity)}</h1>
    <form class="search" method="get" action="/entities/${entity}" role="search">
      <input type="search" name="q" value="${q}" placeholder="Search in ${pluralOf(entity).toLowerCase()}" aria-label="Search">
      <label class="check"><input type="checkbox" name="edited" value="true"${edited && html` checked`}> edited here</label>
      <button>Search</button>
    </form>
    ${page.items.length === 0 ? html`<p class="empty">Nothing found.</p>` : recordTable(list)}
    ${page.next !== null && html`<p class="more"><a class="button" href="${nextAddress(list)}">Next page</a></p>`}`;
}

interface RecordTable extends Pick<List, 'entity' | 'page' | 'labels'> {
  /** A column that would say the same in every row. */
  readonly leftOut?: string;
}

/** Also used by pages that show a record's relatives. */
export function recordTable({ entity, page, labels, leftOut }: RecordTable): Html {
  const columns = DESCRIPTIONS[entity].columns.filter((name) => name !== leftOut);
  return html`<div class="wide"><table>
    <thead><tr><th>Name</th>${columns.map((name) => html`<th>${fieldLabel(name)}</th>`)}</tr></thead>
    <tbody>
      ${page.items.map(
        (record) => html`<tr>
        <td class="main">${nameCell(entity, record)}</td>
        ${columns.map((name) => html`<td>${cell(name, record, labels)}</td>`)}
      </tr>`,
      )}
    </tbody>
  </table></div>`;
}

function nameCell(entity: Entity, record: HeldRecord): Content {
  const { number } = record.data;
  return html`<a href="${recordPath(entity, record.externalId)}">${titleOf(entity, record.externalId, record.data)}</a>
    ${typeof number === 'string' && html`<span class="hint">${number}</span>`}
    ${record.edited && html`<span class="badge badge-edited">edited</span>`}`;
}

const BADGES = new Set(['status', 'priority', 'boundary', 'standing', 'ownership']);

function cell(name: string, { data }: HeldRecord, labels: Labels): Content {
  const value = data[name];
  if (BADGES.has(name)) return showBadge(value);
  if (name.endsWith('At')) return showTime(value);
  return typeof value === 'string' && labels.has(value) ? showReference(value, labels) : showValue(value, labels);
}

function nextAddress({ entity, page, q, edited }: List): string {
  const query = new URLSearchParams({
    ...(q === '' ? {} : { q }),
    ...(edited ? { edited: 'true' } : {}),
    cursor: page.next ?? '',
  });
  return `/entities/${entity}?${query}`;
}
