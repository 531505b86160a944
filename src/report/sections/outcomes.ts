/** What will happen: per lane what becomes of every record, whether the sum closes, and how long a run takes. */
import { OUTCOMES, type OutcomeKind } from '../../model/outcome.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { PlanLane } from '../../model/plan-facts/lanes.ts';
import { type Fill, stackedBar } from '../chart.ts';
import { counted, duration, forecast, number } from '../figures.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { anchor, BYTES, folded, notLookedAt, section } from '../section.ts';
import { cellsWithin, figure, more, rowsWithin, table, text } from '../table.ts';
import { total, WORDS } from '../verdict.ts';

const FILL_OF: Readonly<Record<OutcomeKind, Fill>> = {
  created: 'good',
  updated: 'change',
  unchanged: 'same',
  quarantined: 'bad',
  excluded: 'left',
  superseded: 'again',
  deleted: 'gone',
};

export function outcomesSection(facts: PlanFacts): Html {
  const whole = OUTCOMES.map((outcome) => ({
    fill: FILL_OF[outcome],
    label: WORDS[outcome],
    count: total(facts, outcome),
  }));
  const { rows, left } = rowsWithin(facts.lanes, BYTES.outcomes / 2, lane);
  return section({
    id: 'outcomes',
    lead: 'Every record read ends in exactly one outcome. The sum closes where all records are counted: quarantined and excluded ones are counted too, and not loaded. Nothing was written to find this out.',
    body:
      facts.lanes.length === 0
        ? notLookedAt('The plan has no lanes: no mapping takes part in this route.')
        : html`${stackedBar({ id: 'all', title: 'All lanes: outcomes', parts: whole, shows: 'counts' })}${rows}${more(left, 'plan.json')}
${folded('The figures as a table', laneTable(facts))}
${excluded(facts)}<p class="muted">Every single record and its outcome is in <code>records.csv</code>. Forecast: ${escaped(facts.forecast.basis, 500)}</p>`,
  });
}

function lane(it: PlanLane): Html {
  const parts = OUTCOMES.map((outcome) => ({
    fill: FILL_OF[outcome],
    label: WORDS[outcome],
    count: it.outcomes[outcome],
  }));
  return html`<div class="lane"><h3>${escaped(it.lane, 120)} <span class="muted">→ ${it.entity}</span></h3>
${stackedBar({ id: anchor('lane', it.lane), title: `${it.lane}: outcomes`, parts, shows: 'counts' })}
<p>${counted(it.enumerated, 'record')} read${it.sample !== null && html` (a sample of at most ${number(it.sample)})`}; ${sum(it)} A run takes ${forecast(it.forecast)}.</p>
${it.where !== null && html`<p class="muted">Only where <code>${escaped(it.where, 300)}</code></p>`}
${it.differences.length > 0 && html`<ul class="differences">${it.differences.slice(0, 10).map((text) => html`<li>${escaped(text, 500)}</li>`)}</ul>`}</div>
`;
}

function sum(it: PlanLane): Content {
  const count =
    it.sourceCount.count === null ? 'no independent count' : `${number(it.sourceCount.count)} by an independent count`;
  const how = html`${count} (${escaped(it.sourceCount.how, 200)})`;
  if (it.settled === true) return html`<b class="go">✓ the sum closes</b>: ${how}.`;
  if (it.settled === false) return html`<b class="stop">✕ the sum does not close</b>: ${how}.`;
  return html`<b class="warn">? unproven</b>: ${how}.`;
}

function laneTable(facts: PlanFacts): Html {
  const { rows, left } = cellsWithin(facts.lanes, BYTES.outcomes / 4, (it) => [
    escaped(it.lane, 120),
    it.entity,
    number(it.enumerated),
    number(it.distinct),
    it.sourceCount.count === null ? '–' : number(it.sourceCount.count),
    ...OUTCOMES.map((outcome) => number(it.outcomes[outcome])),
    duration(it.forecast.seconds),
    `${duration(it.forecast.low)} – ${duration(it.forecast.high)}`,
  ]);
  return html`${table({
    caption: 'Outcomes and forecast by lane',
    columns: [
      text('Lane'),
      text('Entity'),
      figure('Read'),
      figure('Distinct'),
      figure('Source counts'),
      ...OUTCOMES.map((outcome) => figure(WORDS[outcome])),
      figure('Forecast'),
      figure('Range'),
    ],
    rows,
  })}${more(left, 'plan.json')}`;
}

function excluded(facts: PlanFacts): Content {
  if (facts.excluded.length === 0) return false;
  const sorted = [...facts.excluded].sort((a, b) => b.count - a.count);
  const { rows, left } = cellsWithin(sorted, BYTES.outcomes / 4, (it) => [
    escaped(it.rule, 300),
    escaped(it.lane, 120),
    number(it.count),
    html`<code>${escaped(it.exampleKey, 120)}</code>`,
  ]);
  return html`<h3>Excluded by rule</h3>${table({
    caption: 'Records that a rule of the mapping excludes',
    columns: [text('Rule'), text('Lane'), figure('Records'), text('For example')],
    rows,
    narrow: 'cards',
  })}${more(left, 'records.csv')}`;
}
