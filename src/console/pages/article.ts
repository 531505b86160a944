/** An article as its readers see it, with what is known about it at the side. */
import type { JsonObject } from '../../model/json.ts';
import { type Html, html } from './html.ts';
import type { RecordView } from './record-view.ts';
import type { Body } from './rendering.ts';
import { showFields } from './show.ts';
import { showPlain } from './text.ts';

const SHOWN_ELSEWHERE = ['title', 'body', 'summary', 'status', 'revisions'];

/** The middle of an article's page. Its text must have been rendered already. */
export function articleBody({ record, reader, showBody }: RecordView): Html {
  const { data } = record;
  return html`<div class="columns">
    <article class="card article" lang="${text(data, 'language') || 'zh'}">
      ${text(data, 'summary') !== '' && html`<div class="summary">${showPlain(text(data, 'summary'))}</div>`}
      ${articleTexts(data).map(showBody)}
    </article>
    <aside><section class="card">${showFields(data, reader, SHOWN_ELSEWHERE)}</section></aside>
  </div>`;
}

/** The article's text, which is Markdown. */
export function articleTexts(data: JsonObject): Body[] {
  return [{ format: 'markdown', content: text(data, 'body') }];
}

function text(data: JsonObject, field: string): string {
  const value = data[field];
  return typeof value === 'string' ? value : '';
}
