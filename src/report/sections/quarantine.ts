/** Quarantine by reason, the most frequent first, with examples as the source holds them beside what the mapping made of them. */
import { sentenceOf } from '../../messages/sentence.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { QuarantineGroup } from '../../model/plan-facts/quarantine.ts';
import { counted, number, share } from '../figures.ts';
import { escaped, type Html, html } from '../html.ts';
import { pareto } from '../pareto.ts';
import { BYTES, folded, nothing, section } from '../section.ts';
import { cellsWithin, figure, more, rowsWithin, table, text } from '../table.ts';

const CHARTED = 10;

export function quarantineSection({ quarantined }: PlanFacts): Html {
  const sorted = [...quarantined].sort((a, b) => b.count - a.count);
  const whole = sorted.reduce((sum, { count }) => sum + count, 0);
  const { rows, left } = rowsWithin(sorted, BYTES.quarantine - 40_000, (it) => reason(it, whole));
  return section({
    id: 'quarantine',
    lead: 'Records that would be quarantined, by reason. Fix the top ones first: the dots show how much that solves.',
    body:
      sorted.length === 0
        ? nothing('None: no record would be quarantined.')
        : html`${chart(sorted, whole)}${rows}${more(left, 'quarantine.csv')}`,
  });
}

function chart(sorted: readonly QuarantineGroup[], whole: number): Html {
  const reasons = sorted
    .slice(0, CHARTED)
    .map(({ code, path, count }) => ({ label: path === '' ? code : `${path}: ${code}`, count }));
  const rest = sorted.slice(CHARTED).reduce((sum, { count }) => sum + count, 0);
  const all =
    rest > 0 ? [...reasons, { label: `${counted(sorted.length - CHARTED, 'other reason')}`, count: rest }] : reasons;
  const { rows, left } = cellsWithin(sorted, 30_000, (it) => [
    html`<code>${escaped(it.code, 60)}</code>`,
    html`<code>${escaped(it.path, 120)}</code>`,
    escaped(it.lane, 120),
    number(it.count),
    share(it.count, whole),
  ]);
  const figures = table({
    caption: 'Quarantined by reason',
    columns: [text('Code'), text('Path'), text('Lane'), figure('Records'), figure('Share')],
    rows,
  });
  return html`${pareto('reasons', 'Quarantined by reason', { reasons: all, whole, fill: 'bad' })}${folded('The figures as a table', html`${figures}${more(left, 'quarantine.csv')}`)}`;
}

function reason(it: QuarantineGroup, whole: number): Html {
  return html`<div class="lane"><h3><code>${escaped(it.code, 60)}</code> <span class="muted">${it.path !== '' && html`at <code>${escaped(it.path, 120)}</code>, `}${escaped(it.lane, 120)}</span></h3>
<p><b>${counted(it.count, 'record')}</b> (${share(it.count, whole)}): ${escaped(sentenceOf('problem', it), 600)}</p>
${it.examples.slice(0, 3).map((one) => example(it.code, one))}</div>
`;
}

function example(code: string, it: QuarantineGroup['examples'][number]): Html {
  return folded(
    html`Example <code>${escaped(it.key, 160)}</code>`,
    html`<p>${escaped(sentenceOf('problem', { ...it, code }), 600)}</p><div class="beside">${shown('As the source holds it', it.raw)}${shown('As far as it was mapped', it.mapped)}</div>`,
  );
}

const LONGEST_RECORD = 2500;

function shown(title: string, record: JsonObject): Html {
  const json = JSON.stringify(
    record,
    (_, value) => (typeof value === 'string' && value.length > 300 ? `${value.slice(0, 299)}…` : value),
    2,
  );
  return html`<div><h4>${title}</h4><pre tabindex="0" role="region" aria-label="${title}">${escaped(json, LONGEST_RECORD)}</pre></div>`;
}
