/** An article as its readers see it, with what is known about it at the side. */
import type { JsonObject } from '../../model/json.ts';
import { type Html, html } from './html.ts';
import type { RecordView } from './record.ts';
import { showFields } from './show.ts';
import { showMarkdown, showPlain } from './text.ts';

const SHOWN_ELSEWHERE = ['title', 'body', 'summary', 'status', 'revisions'];

export function articleBody({ record, labels }: RecordView): Html {
  const { data } = record;
  return html`<div class="columns">
    <article class="card article" lang="${text(data, 'language') || 'zh'}">
      ${text(data, 'summary') !== '' && html`<div class="summary">${showPlain(text(data, 'summary'))}</div>`}
      ${showMarkdown(text(data, 'body'))}
    </article>
    <aside><section class="card">${showFields(data, labels, SHOWN_ELSEWHERE)}</section></aside>
  </div>`;
}

function text(data: JsonObject, field: string): string {
  const value = data[field];
  return typeof value === 'string' ? value : '';
}
