/** Coverage: of everything the source fields hold, which share is loaded, and field by field what becomes of it. */
import type { FieldCoverage, LaneCoverage } from '../../model/plan-facts/coverage.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import { cellBar, type Fill, stackedBar } from '../chart.ts';
import { counted, number } from '../figures.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { anchor, BYTES, folded, notLookedAt, section } from '../section.ts';
import { cellsWithin, figure, more, rowsWithin, table, text } from '../table.ts';

export function coverageSection(facts: PlanFacts): Html {
  const lanes = [...new Set([...facts.coverage.map(({ lane }) => lane), ...facts.fields.map(({ lane }) => lane)])];
  const bytes = BYTES.coverage / Math.max(1, lanes.length);
  const { rows, left } = rowsWithin(lanes, BYTES.coverage, (lane) => laneOf(facts, lane, bytes * 0.9));
  return section({
    id: 'coverage',
    lead: 'Of every filled source field, weighted by records: what is loaded whole, what loses something, what is left out and why. Fields that nobody maps come first.',
    body: lanes.length === 0 ? notLookedAt('No source field held anything.') : html`${rows}${more(left, 'plan.json')}`,
  });
}

function laneOf(facts: PlanFacts, lane: string, bytes: number): Html {
  const picture = facts.coverage.find((it) => it.lane === lane);
  const fields = facts.fields.filter((it) => it.lane === lane).sort(byUrgency);
  const records = Math.max(0, ...fields.map(({ filled }) => filled));
  const { rows, left } = cellsWithin(fields, bytes, (field) => cells(field, records));
  const unmapped = picture?.unmappedFields.total ?? 0;
  return html`<div class="lane"><h3>${escaped(lane, 120)}</h3>${picture !== undefined && html`${isAny(picture) ? bar(picture) : notLookedAt('No record would be loaded, so no field has a share.')}${unmappedOf(picture)}`}
${
  fields.length > 0 &&
  folded(
    html`${number(fields.length)} source fields${unmapped > 0 && html`, <b class="stop">${number(unmapped)} that nobody maps</b>`}`,
    html`${table({
      caption: `Source fields of ${lane}: those nobody maps first, then by records`,
      columns: [
        text('Source field'),
        figure('Filled'),
        text('Types'),
        text('Fate'),
        text('Becomes'),
        figure('Lossy'),
        figure('Defaulted'),
      ],
      rows,
      narrow: 'cards',
    })}${more(left, 'plan.json')}`,
  )
}</div>
`;
}

function isAny({ mapped, lossy, defaulted, ignored, unmapped }: LaneCoverage): boolean {
  return mapped + lossy + defaulted + ignored + unmapped > 0;
}

function unmappedOf({ unmappedFields: { total, capped, records }, suggestion }: LaneCoverage): Content {
  if (total === 0) return false;
  const many = html`${capped && 'more than '}${counted(total, 'source field')}`;
  const paste =
    suggestion !== null &&
    folded(
      'Lines that ignore them',
      html`<p>For <code>ignore:</code> of the mapping. Each needs a reason in the place of <code>*WHY</code>; delete the lines of fields that you map.</p><pre class="paste" tabindex="0" role="region" aria-label="Suggested lines for ignore">${escaped(suggestion, 6000)}</pre>`,
    );
  return html`<p><b class="stop">✕ ${many} that nobody maps</b>, filled in ${counted(records, 'record')}.</p>${paste}`;
}

const URGENCY: Readonly<Record<FieldCoverage['fate'], number>> = { unmapped: 0, mapped: 1, ignored: 2 };

function byUrgency(a: FieldCoverage, b: FieldCoverage): number {
  return URGENCY[a.fate] - URGENCY[b.fate] || b.filled - a.filled || (a.field < b.field ? -1 : 1);
}

const SHARES: readonly {
  readonly of: Exclude<keyof LaneCoverage, 'lane' | 'unmappedFields' | 'suggestion'>;
  readonly label: string;
  readonly fill: Fill;
}[] = [
  { of: 'mapped', label: 'loaded whole', fill: 'good' },
  { of: 'lossy', label: 'loses something', fill: 'again' },
  { of: 'defaulted', label: 'defaulted', fill: 'change' },
  { of: 'ignored', label: 'left with a reason', fill: 'same' },
  { of: 'unmapped', label: 'nobody maps it', fill: 'bad' },
];

function bar(it: LaneCoverage): Html {
  return stackedBar({
    id: anchor('coverage', it.lane),
    title: `${it.lane}: what becomes of filled source fields`,
    parts: SHARES.map(({ of, label, fill }) => ({ fill, label, count: it[of] })),
    shows: 'shares',
  });
}

const FATES: Readonly<Record<FieldCoverage['fate'], Html>> = {
  mapped: html`<span class="tag go">✓ mapped</span>`,
  ignored: html`<span class="tag">– left</span>`,
  unmapped: html`<span class="tag stop">✕ nobody maps it</span>`,
};

function cells(it: FieldCoverage, records: number): readonly Content[] {
  return [
    html`<code>${escaped(it.field, 120)}</code>`,
    html`${number(it.filled)}${cellBar(it.filled, records, it.fate === 'unmapped' ? 'bad' : 'change')}`,
    it.types
      .slice(0, 5)
      .map(
        ({ name, count }, index) =>
          html`${index > 0 && ', '}${escaped(name, 30)}${it.types.length > 1 && html` ${number(count)}`}`,
      ),
    FATES[it.fate],
    becomes(it),
    it.lossy > 0 ? number(it.lossy) : '–',
    it.defaulted > 0 ? number(it.defaulted) : '–',
  ];
}

function becomes(it: FieldCoverage): Content {
  if (it.fate === 'ignored') return escaped(it.because ?? 'no reason given', 300);
  if (it.fate === 'unmapped')
    return html`for example ${it.examples.slice(0, 3).map((text, index) => html`${index > 0 && ' · '}<q>${escaped(text, 80)}</q>`)}`;
  return it.targets
    .slice(0, 6)
    .map(
      ({ field, operations, line }) =>
        html`<div>→ <code>${escaped(field, 120)}</code> <span class="muted">${operations.length > 0 ? escaped(operations.join(', '), 120) : 'copied'}, line ${line}</span></div>`,
    );
}
