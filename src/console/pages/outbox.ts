/** What people would have been told, for those who want to be sure that an import told nobody anything. */
import type { StoredNotice } from '../outbox.ts';
import { type Html, html } from './html.ts';
import { showTime } from './show.ts';
import { recordPath } from './words.ts';

/** `more`: the id to go on from, null when these are the oldest. */
export function outboxPage(notices: readonly StoredNotice[], more: string | null): Html {
  return html`<h1>Outbox</h1>
    <p class="hint">Edits and live imports put notices here. Imports of history never do.</p>
    ${notices.length === 0 ? html`<p class="empty">Nothing in here.</p>` : table(notices)}
    ${more !== null && html`<p class="more"><a class="button" href="/outbox?before=${more}">Older</a></p>`}`;
}

function table(notices: readonly StoredNotice[]): Html {
  return html`<div class="wide"><table>
    <thead><tr><th>When</th><th>What</th><th>Record</th><th>By</th><th>How</th></tr></thead>
    <tbody>${notices.map(
      (notice) => html`<tr>
      <td>${showTime(notice.at)}</td>
      <td>${notice.event}${notice.internal && html` <span class="badge badge-internal">internal</span>`}</td>
      <td class="main"><a href="${recordPath(notice.entity, notice.externalId)}">${notice.externalId}</a></td>
      <td>${notice.actor}</td>
      <td>${notice.mode}</td>
    </tr>`,
    )}</tbody>
  </table></div>`;
}
