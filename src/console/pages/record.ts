/** A record's page: its fields, whatever its entity shows beside them, and the versions kept. */
import type { Entity } from '../../model/entity.ts';
import type { JsonObject } from '../../model/json.ts';
import { systemOf } from '../../model/record.ts';
import type { HeldRecord } from '../records.ts';
import { articleBody, articleTexts } from './article.ts';
import { type Content, type Html, html } from './html.ts';
import { titleOf } from './names.ts';
import type { RecordView } from './record-view.ts';
import type { Body } from './rendering.ts';
import { showBadge, showFields } from './show.ts';
import { ticketBody, ticketTexts } from './ticket.ts';
import { showTime } from './times.ts';
import { pluralOf, recordPath } from './words.ts';

/** The texts on a record's page that must be rendered beforehand. */
export function textsOf(entity: Entity, data: JsonObject): Body[] {
  if (entity === 'ticket') return ticketTexts(data);
  return entity === 'article' ? articleTexts(data) : [];
}

/** The page of any entity; tickets and articles have a middle of their own. */
export function recordPage(view: RecordView): Html {
  const { entity, record } = view;
  return html`<p class="trail"><a href="/entities/${entity}">${pluralOf(entity)}</a></p>
    <div class="heading">
      <h1>${titleOf({ entity, externalId: record.externalId, data: record.data }, view.reader.names)}</h1>
      ${view.mayEdit && !record.tombstoned && html`<a class="button" href="${recordPath(entity, record.externalId)}/edit">Edit</a>`}
    </div>
    <p class="badges">${badges(record)}</p>
    ${content(view)}
    ${view.relatives}
    ${history(view)}`;
}

function badges(record: HeldRecord): Content {
  const { data, tombstoned, edited } = record;
  return html`${showBadge(data.status)} ${showBadge(data.priority)} ${showBadge(data.standing)}
    ${data.interruption === true && html`<span class="badge badge-urgent">interruption</span>`}
    ${tombstoned && html`<span class="badge badge-deleted">deleted</span>`}
    ${edited && html`<span class="badge badge-edited" title="Holds something else than imports put there">edited here</span>`}
    <span class="badge">${systemOf(record.externalId)}</span>
    <code class="key">${record.externalId}</code>`;
}

function content(view: RecordView): Content {
  if (view.entity === 'ticket') return ticketBody(view);
  if (view.entity === 'article') return articleBody(view);
  return html`<section class="card">${showFields(view.record.data, view.reader)}</section>`;
}

function history({ versions, reader }: RecordView): Html {
  return html`<section class="card history">
    <h2>Versions</h2>
    <div class="wide"><table class="cards-on-phones">
      <thead><tr><th>No.</th><th>When</th><th>Who</th><th>Run</th><th>What</th><th>Changed</th></tr></thead>
      <tbody>${versions.map(
        (version, index) => html`<tr>
        <td data-label="No.">${version.number}</td>
        <td data-label="When">${showTime(version.at, reader.zone)}</td>
        <td data-label="Who">${version.actor}</td>
        <td data-label="Run">${version.run === null ? html`<span class="none">—</span>` : html`<code>${version.run}</code>`}</td>
        <td data-label="What">${version.op}${version.mode === 'live' && ' (live)'}</td>
        <td data-label="Changed">${changedFields(version.data, versions[index + 1]?.data).join(', ')}</td>
      </tr>`,
      )}</tbody>
    </table></div>
  </section>`;
}

function changedFields(data: JsonObject, earlier: JsonObject | undefined): string[] {
  if (earlier === undefined) return [];
  const names = [...new Set([...Object.keys(data), ...Object.keys(earlier)])];
  return names.filter((name) => JSON.stringify(data[name]) !== JSON.stringify(earlier[name])).sort();
}
