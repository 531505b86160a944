/** A list of one entity's records, with search and paging. */
import { DESCRIPTIONS } from '../../model/entities/index.ts';
import type { Entity } from '../../model/entity.ts';
import { type Browse, type Browsed, ROWS } from '../browse.ts';
import type { HeldRecord } from '../records.ts';
import { type Content, type Html, html } from './html.ts';
import { choiceColumns, listAddress, nameField, sortOf, sortWord } from './list-query.ts';
import { type Reader, titleOf } from './names.ts';
import { showBadge, showReference, showValue } from './show.ts';
import { showTime } from './times.ts';
import { fieldLabel, pluralOf, recordPath } from './words.ts';

interface List {
  readonly entity: Entity;
  readonly found: Browsed;
  readonly asked: Browse;
  /** Live records of the entity, whatever was asked for. */
  readonly total: number;
  readonly reader: Reader;
}

/** A page of records, what narrows and sorts them above it, and the way on below. */
export function listPage(list: List): Html {
  const { entity, found, asked, reader } = list;
  const { items } = found;
  return html`<h1>${pluralOf(entity)} <span class="total">${totalWords(list)}</span></h1>
    ${listForm(entity, asked)}
    ${items.length === 0 ? html`<p class="empty">Nothing found.</p>` : recordTable({ entity, items, reader, asked })}
    ${wayOn(list)}`;
}

function totalWords({ found: { matching }, total }: List): string {
  const all = total.toLocaleString('en');
  return matching === total ? all : `${matching.toLocaleString('en')} of ${all}`;
}

function listForm(entity: Entity, { q, edited, is, sort }: Browse): Html {
  const columns = [...new Set([nameField(entity) ?? [], ...DESCRIPTIONS[entity].columns].flat())];
  const now = sort === null ? '' : sortWord(sort);
  const option = (word: string, label: string) =>
    html`<option value="${word}"${word === now && html` selected`}>${label}</option>`;
  return html`<form class="search" method="get" action="/entities/${entity}" role="search">
    <input type="search" name="q" value="${q}" placeholder="Search in ${pluralOf(entity)}" aria-label="Search">
    ${choiceColumns(entity).map(
      ({ name, choices }) => html`<select name="is.${name}" aria-label="${fieldLabel(name)}">
        <option value="">${fieldLabel(name)}: any</option>
        ${choices.map((value) => html`<option value="${value}"${is[name] === value && html` selected`}>${choiceWord(value)}</option>`)}
      </select>`,
    )}
    <select name="sort" aria-label="Sort by">${option('', 'Sorted by key')}
      ${columns.flatMap((name) => [option(name, `${fieldLabel(name)} ↑`), option(`-${name}`, `${fieldLabel(name)} ↓`)])}</select>
    <label class="check"><input type="checkbox" name="edited" value="true"${edited && html` checked`}> edited here</label>
    <button>Show</button>
  </form>`;
}

const YES_NO: Readonly<Record<string, string>> = { true: 'yes', false: 'no' };

function choiceWord(value: string): string {
  return YES_NO[value] ?? value;
}

function wayOn({ entity, found: { matching, items }, asked }: List): Content {
  const { page } = asked;
  const first = page * ROWS + 1;
  const more = first + items.length - 1 < matching;
  if (page === 0 && !more) return null;
  return html`<p class="more">
    ${page > 0 && html`<a class="button" href="${listAddress(entity, asked, { page: page - 1 })}">Page before</a>`}
    ${items.length > 0 && html`<span class="hint">${first.toLocaleString('en')}–${(first + items.length - 1).toLocaleString('en')} of ${matching.toLocaleString('en')}</span>`}
    ${more && html`<a class="button" href="${listAddress(entity, asked, { page: page + 1 })}">Next page</a>`}
  </p>`;
}

interface RecordTable {
  readonly entity: Entity;
  readonly items: readonly HeldRecord[];
  readonly reader: Reader;
  /** Of a list that can be sorted. */
  readonly asked?: Browse;
  /** A column that would say the same in every row. */
  readonly leftOut?: string;
}

/** Also used by pages that show a record's relatives. */
export function recordTable({ entity, items, reader, asked, leftOut }: RecordTable): Html {
  const columns = DESCRIPTIONS[entity].columns.filter((name) => name !== leftOut);
  return html`<div class="wide"><table class="cards-on-phones">
    <thead><tr>${heading(entity, nameField(entity), { label: 'Name', asked })}${columns.map((name) => heading(entity, name, { label: fieldLabel(name), asked }))}</tr></thead>
    <tbody>
      ${items.map(
        (record) => html`<tr>
        <td class="main">${nameCell(entity, record, reader)}</td>
        ${columns.map((name) => html`<td data-label="${fieldLabel(name)}">${cell(name, record, reader)}</td>`)}
      </tr>`,
      )}
    </tbody>
  </table></div>`;
}

function heading(
  entity: Entity,
  name: string | undefined,
  { label, asked }: { readonly label: string; readonly asked: Browse | undefined },
): Html {
  if (asked === undefined || name === undefined) return html`<th>${label}</th>`;
  const now = asked.sort?.field === name ? asked.sort : null;
  const sort = sortOf(entity, now !== null && !now.descending ? `-${name}` : name);
  const state = now === null ? '' : now.descending ? 'descending' : 'ascending';
  const arrow = now === null ? '' : now.descending ? ' ↓' : ' ↑';
  return html`<th${state !== '' && html` aria-sort="${state}"`}><a href="${listAddress(entity, asked, { sort })}">${label}${arrow}</a></th>`;
}

function nameCell(entity: Entity, record: HeldRecord, { names }: Reader): Content {
  const { number } = record.data;
  return html`<a href="${recordPath(entity, record.externalId)}">${titleOf({ entity, externalId: record.externalId, data: record.data }, names)}</a>
    ${typeof number === 'string' && html`<span class="hint">${number}</span>`}
    ${record.edited && html`<span class="badge badge-edited">edited</span>`}`;
}

const BADGES = new Set(['status', 'priority', 'boundary', 'standing', 'ownership']);

function cell(name: string, { data }: HeldRecord, reader: Reader): Content {
  const value = data[name];
  if (BADGES.has(name)) return showBadge(value);
  if (name.endsWith('At')) return showTime(value, reader.zone);
  return typeof value === 'string' && reader.names.has(value) ? showReference(value, reader) : showValue(value, reader);
}
