/** Observed values: what was looked up in the tables of the mappings, how often, and the lines to paste for values they don't list. */
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { ObservedTable } from '../../model/plan-facts/values.ts';
import { cellBar } from '../chart.ts';
import { counted, number } from '../figures.ts';
import { escaped, type Html, html } from '../html.ts';
import { BYTES, folded, notLookedAt, section, unseen } from '../section.ts';
import { cellsWithin, figure, more, rowsWithin, table, text } from '../table.ts';

export function valuesSection(facts: PlanFacts): Html {
  const sorted = [...facts.tables].sort((a, b) => b.unknown.records - a.unknown.records);
  const { rows, left } = rowsWithin(sorted, BYTES.values, observed);
  return section({
    id: 'values',
    lead: 'What was looked up in the tables of the mappings. Values they don’t list come with lines to copy into the mapping.',
    body:
      sorted.length === 0
        ? notLookedAt('No value was looked up in a table.')
        : html`${rows}${more(left, 'values.csv')}`,
  });
}

function observed(it: ObservedTable): Html {
  const values = [...it.values.shown].sort((a, b) => Number(a.known) - Number(b.known) || b.count - a.count);
  const top = Math.max(1, ...values.map(({ count }) => count));
  const { rows, left } = cellsWithin(values.slice(0, 50), 16_000, ({ value, count, known }) => [
    value === '' ? html`<i>empty</i>` : escaped(value, 200),
    html`${number(count)}${cellBar(count, top, known ? 'good' : 'bad')}`,
    known ? html`<span class="tag go">✓ known</span>` : html`<span class="tag stop">✕ unknown</span>`,
  ]);
  const hidden = left + Math.max(0, values.length - 50);
  const list = html`${table({
    caption: `Values looked up for ${it.target}, unknown ones first`,
    columns: [text('Value'), figure('Records'), text('In the table')],
    rows,
  })}${more(hidden, 'values.csv', unseen(it.values))}`;
  return html`<div class="lane"><h3><code>${escaped(it.target, 120)}</code> <span class="muted">${escaped(it.lane, 120)} · from ${escaped(it.from.join(', '), 200)} · ${escaped(it.file, 200)}:${it.line}</span></h3>
<p>${it.unknown.records > 0 ? unknown(it) : html`<b class="go">✓ every value is known</b>.`}</p>
${it.suggestion !== null && html`<p><b>Next</b> copy into ${escaped(it.file, 200)}, line ${it.line}, correct what isn’t right, and write a word in the place of each <code>*CHOOSE</code>:</p><pre class="paste" tabindex="0" role="region" aria-label="${`Suggested map for ${it.target}`}">${escaped(it.suggestion, 6000)}</pre>`}
${folded(html`${it.values.capped && 'more than '}${counted(it.values.total, 'value')}`, list)}</div>
`;
}

const THEN: ReadonlyMap<string, string> = new Map([
  ['quarantine', 'are quarantined'],
  ['null', 'load nothing there'],
  ['keep', 'load it as it is'],
  ['const', 'load the value that the mapping names'],
]);

function unknown({ unknown: it, otherwise }: ObservedTable): Html {
  return html`<b class="stop">✕ ${it.capped && 'more than '}${counted(it.values, 'unknown value')}</b> in ${counted(it.records, 'record')}, which ${THEN.get(otherwise) ?? escaped(otherwise, 60)}.`;
}
