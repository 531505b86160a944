/** Quarantine by reason, the most frequent first, with examples as the source holds them beside what the mapping made of them. */
import { remedyOf, sentenceOf } from '../../messages/sentence.ts';
import type { JsonObject } from '../../model/json.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { QuarantineGroup } from '../../model/plan-facts/quarantine.ts';
import { counted, number, share } from '../figures.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { pareto } from '../pareto.ts';
import { BYTES, folded, nothing, notLookedAt, section } from '../section.ts';
import { cellsWithin, figure, more, rowsWithin, table, text } from '../table.ts';
import { recordsOf, total } from '../verdict.ts';

const CHARTED = 10;

export function quarantineSection(facts: PlanFacts): Html {
  const sorted = [...facts.quarantined].sort((a, b) => b.count - a.count);
  const whole = total(facts, 'quarantined');
  const { rows, left } = rowsWithin(sorted, BYTES.quarantine - 40_000, (it) => reason(it, whole));
  return section({
    id: 'quarantine',
    lead: 'Records that would be quarantined, by reason; a record counts under each of its reasons. The dots show how many are free once the reasons down to there are mended. References and what the target itself refuses are looked at only once a record is mapped, so a mended record may show another reason.',
    body:
      sorted.length === 0
        ? noneQuarantined(facts)
        : html`${chart(sorted, whole)}${rows}${more(left, 'quarantine.csv')}`,
  });
}

function noneQuarantined(facts: PlanFacts): Html {
  const read = recordsOf(facts);
  if (read === 0) return notLookedAt('No record was read.');
  return nothing(`None of ${counted(read, 'record')} would be quarantined.`);
}

function chart(sorted: readonly QuarantineGroup[], whole: number): Html {
  const reasons = sorted
    .slice(0, CHARTED)
    .map(({ code, path, count, frees }) => ({ label: path === '' ? code : `${path}: ${code}`, count, frees }));
  const others = sorted.length - CHARTED;
  const { rows, left } = cellsWithin(sorted, 30_000, (it) => [
    html`<code>${escaped(it.code, 60)}</code>`,
    html`<code>${escaped(it.path, 120)}</code>`,
    escaped(it.lane, 120),
    number(it.count),
    share(it.count, whole),
    number(it.only),
    number(it.frees),
  ]);
  const figures = table({
    caption: 'Quarantined by reason',
    columns: [
      text('Code'),
      text('Path'),
      text('Lane'),
      figure('Records'),
      figure('Share'),
      figure('By it alone'),
      figure('Freed down to here'),
    ],
    rows,
  });
  return html`${pareto('reasons', 'Quarantined by reason', { reasons, whole, fill: 'bad' })}${others > 0 && html`<p class="muted">${counted(others, 'other reason')} in the table.</p>`}${folded('The figures as a table', html`${figures}${more(left, 'quarantine.csv')}`)}`;
}

function reason(it: QuarantineGroup, whole: number): Html {
  return html`<div class="lane"><h3><code>${escaped(it.code, 60)}</code> <span class="muted">${it.path !== '' && html`at <code>${escaped(it.path, 120)}</code>, `}${escaped(it.lane, 120)}</span></h3>
<p><b>${counted(it.count, 'record')}</b> (${share(it.count, whole)}): ${escaped(sentenceOf('problem', it), 600)}. ${frees(it)}</p>
${next(it)}
${it.examples.slice(0, 3).map((one) => example(it.code, one))}</div>
`;
}

/** What mending this reason alone does. */
function frees({ count, only }: QuarantineGroup): Html {
  if (only === count) return html`Mending this frees ${count === 1 ? 'it' : 'them all'}.`;
  if (only === 0) return html`<b class="warn">Mending this alone frees none</b>: each has another reason too.`;
  return html`Mending this alone frees <b>${number(only)}</b>; the others have another reason too.`;
}

function next(it: QuarantineGroup): Content {
  const remedy = remedyOf(it);
  return remedy !== null && html`<p><b>Next</b> ${escaped(remedy, 600)}</p>`;
}

function example(code: string, it: QuarantineGroup['examples'][number]): Html {
  return folded(
    html`Example <code>${escaped(it.key, 160)}</code>${it.values.map(({ field, value }) => html`; <code>${escaped(field, 120)}</code> holds <q>${escaped(value, 80)}</q>`)}`,
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
