/** What people would have been told, for those who want to be sure that an import told nobody anything. */
import type { StoredNotice } from '../outbox.ts';
import { type Html, html } from './html.ts';
import { showTime } from './times.ts';
import { recordPath } from './words.ts';

interface ShownOutbox {
  readonly notices: readonly StoredNotice[];
  /** The id to go on from; null when these are the oldest. */
  readonly more: string | null;
  /** IANA zone of the person who looks. */
  readonly zone: string;
}

/** The newest notices first. */
export function outboxPage({ notices, more, zone }: ShownOutbox): Html {
  return html`<h1>Outbox</h1>
    <p class="hint">Edits and live imports put notices here. Imports of history never do.</p>
    ${notices.length === 0 ? html`<p class="empty">Nothing in here.</p>` : table(notices, zone)}
    ${more !== null && html`<p class="more"><a class="button" href="/outbox?before=${more}">Older</a></p>`}`;
}

function table(notices: readonly StoredNotice[], zone: string): Html {
  return html`<div class="wide"><table class="cards-on-phones">
    <thead><tr><th>When</th><th>What</th><th>Record</th><th>By</th><th>How</th></tr></thead>
    <tbody>${notices.map(
      (notice) => html`<tr>
      <td data-label="When">${showTime(notice.at, zone)}</td>
      <td data-label="What">${notice.event}${notice.internal && html` <span class="badge badge-internal">internal</span>`}</td>
      <td class="main"><a href="${recordPath(notice.entity, notice.externalId)}">${notice.externalId}</a></td>
      <td data-label="By">${notice.actor}</td>
      <td data-label="How">${notice.mode}</td>
    </tr>`,
    )}</tbody>
  </table></div>`;
}
