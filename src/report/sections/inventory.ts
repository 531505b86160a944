/** What the source has: volumes, times, growth, who and what is active, attachments; the existing system evaluated. */
import type { NamedCount } from '../../model/plan-facts/bounded-list.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { Inventory, PeriodCount } from '../../model/plan-facts/inventory.ts';
import { cellBar, columnChart } from '../chart.ts';
import { counted, day, number, share, size } from '../figures.ts';
import { type Content, cut, escaped, type Html, html } from '../html.ts';
import { anchor, BYTES, folded, notLookedAt, section, unseen } from '../section.ts';
import { cellsWithin, figure, more, rowsWithin, table, text } from '../table.ts';

export function inventorySection(facts: PlanFacts): Html {
  const { rows, left } = rowsWithin(facts.inventory.filter(isTelling), BYTES.inventory - 40_000, lane);
  return section({
    id: 'inventory',
    lead: 'The existing system evaluated, over every record that was read, also those that would be quarantined or excluded: how much there is, since when, how it grows, who and what is active. Values are the source’s own.',
    body:
      facts.inventory.length === 0
        ? notLookedAt('No record was read, so there is nothing to count.')
        : html`${overview(facts)}${rows}${more(left, 'plan.json')}`,
  });
}

function overview(facts: PlanFacts): Html {
  const { rows, left } = cellsWithin(facts.inventory, 40_000, (it) => [
    escaped(it.lane, 120),
    number(it.records),
    size(it.bytes),
    day(it.createdFrom),
    day(it.createdTo),
    day(it.updatedTo),
    number(it.attachments.count),
    size(it.attachments.bytes),
  ]);
  return html`${table({
    caption: 'Volumes and times by lane',
    columns: [
      text('Lane'),
      figure('Records'),
      figure('Size'),
      text('Created from'),
      text('Created to'),
      text('Last change'),
      figure('Attachments to load'),
      figure('Their size'),
    ],
    rows,
    narrow: 'cards',
  })}${more(left, 'plan.json')}`;
}

/** Whether there is more to say than the overview does. */
function isTelling({ growth, active, children, longest, attachments }: Inventory): boolean {
  return growth.length + active.length + children.length + attachments.count > 0 || longest !== null;
}

function lane(it: Inventory): Html {
  const id = anchor('growth', it.lane);
  return html`<div class="lane"><h3>${escaped(it.lane, 120)}</h3>
${it.growth.length > 0 && html`<h4>Created over time</h4>${growth(id, it)}`}
${undated(it)}
${it.active.length > 0 && html`<div class="grid">${it.active.slice(0, 12).map((one) => active(one, it.records))}</div>`}
${(it.children.length > 0 || it.longest !== null) && html`<p>${it.children.length > 0 && html`With ${it.children.slice(0, 20).map(({ name, count }, index) => html`${index > 0 && ', '}${number(count)} ${escaped(name, 60)}`)}. `}${it.longest !== null && html`Longest record: <code>${escaped(it.longest.key, 120)}</code> (${size(it.longest.bytes)}).`}</p>`}
${it.attachments.count > 0 && attachments(it)}</div>
`;
}

function growth(id: string, it: Inventory): Html {
  const periods = merged(it.growth);
  const rows = periods.map(({ span, count }) => [span, number(count)]);
  return html`${columnChart(
    id,
    `${it.lane}: records created over time`,
    periods.map(({ period, count }) => ({ label: period, count })),
  )}
${folded('The figures as a table', html`<div class="many">${table({ caption: `Records created: ${it.lane}`, columns: [text('Period'), figure('Records')], rows })}</div>`)}`;
}

/** Records that the times leave out, so that they aren't taken for all. */
function undated({ undated: { created, updated } }: Inventory): Content {
  const parts = [
    ...(created === null ? [] : [missing(created.none, 'no time of creation'), unread(created.unread, 'creation')]),
    ...(updated === null ? [] : [missing(updated.none, 'no time of change'), unread(updated.unread, 'change')]),
  ].flat();
  return (
    parts.length > 0 &&
    html`<p>Left out of the times: ${parts.map((part, index) => html`${index > 0 && ', '}${part}`)}.</p>`
  );
}

function missing(count: number, what: string): readonly Content[] {
  return count === 0 ? [] : [`${counted(count, 'record')} with ${what}`];
}

function unread(count: number, of: string): readonly Content[] {
  if (count === 0) return [];
  return [html`<b class="warn">${counted(count, 'record')} with a time of ${of} that the mapping can’t read</b>`];
}

const MOST_COLUMNS = 72;

interface Span extends PeriodCount {
  /** First and last of the merged periods. */
  readonly span: string;
}

/** Neighbours summed up until the columns fit a phone; merged ones go by the name of their first. */
function merged(periods: readonly PeriodCount[]): readonly Span[] {
  const by = Math.max(1, Math.ceil(periods.length / MOST_COLUMNS));
  return Array.from({ length: Math.ceil(periods.length / by) }, (_, index) => {
    const group = periods.slice(index * by, (index + 1) * by);
    const [first, last] = [cut(group[0]?.period ?? '', 20), cut(group.at(-1)?.period ?? '', 20)];
    const count = group.reduce((sum, one) => sum + one.count, 0);
    return first === last
      ? { period: first, span: first, count }
      : { period: `${first}…`, span: `${first} to ${last}`, count };
  });
}

function active({ field, targets, values }: Inventory['active'][number], records: number): Html {
  return html`<div><h4>${escaped(field, 60)} <span class="muted">→ ${escaped(targets.join(', '), 120)}</span></h4>${ranked({ caption: `Most frequent values of ${field}`, of: 'Records', values: values.shown.slice(0, 8), whole: records })}
${more(Math.max(0, values.shown.length - 8), 'plan.json', unseen(values))}</div>`;
}

interface Ranked {
  readonly caption: string;
  /** What is counted. */
  readonly of: string;
  readonly values: readonly NamedCount[];
  readonly whole: number;
}

function ranked({ caption, of, values, whole }: Ranked): Html {
  const top = Math.max(1, ...values.map(({ count }) => count));
  return table({
    caption,
    columns: [text('Value'), figure(of), figure('Share')],
    rows: values.map(({ name, count }) => [
      html`${escaped(name, 80)}${cellBar(count, top)}`,
      number(count),
      share(count, whole),
    ]),
  });
}

function attachments({ attachments: it, lane: name }: Inventory): Content {
  const { rows, left } = cellsWithin(it.types.shown, 12_000, (type) => [
    escaped(type.mediaType, 80),
    number(type.count),
    size(type.bytes),
  ]);
  return html`<h4>Attachments</h4><p>Of records that would be loaded: ${counted(it.count, 'attachment')}, ${size(it.bytes)} in all.${it.largest !== null && html` The largest, ${escaped(it.largest.name, 120)} of <code>${escaped(it.largest.key, 120)}</code>, takes ${size(it.largest.bytes)}.`}</p>
<div class="grid"><div>${table({ caption: `Attachments by type: ${name}`, columns: [text('Type'), figure('Count'), figure('Size')], rows })}${more(left, 'plan.json', unseen(it.types))}</div>
<div>${ranked({ caption: `Attachments by size: ${name}`, of: 'Count', values: it.sizes.slice(0, 12), whole: it.count })}</div></div>`;
}
