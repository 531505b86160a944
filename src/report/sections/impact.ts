/** Impact: what a change of mappings does to what is loaded, and which of it people have edited since. */
import type { Some } from '../../model/plan-facts/bounded-list.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { ImpactFacts } from '../../model/plan-facts/impact.ts';
import { cellBar, stackedBar } from '../chart.ts';
import { counted, number, share } from '../figures.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { anchor, BYTES, folded, section, unseen } from '../section.ts';
import { type Column, cellsWithin, figure, more, rowsWithin, table, text } from '../table.ts';

/** Only where the plan is over the landing. */
export function impactSection({ impact }: PlanFacts): Content {
  if (impact.length === 0) return false;
  const { rows, left } = rowsWithin(impact, BYTES.impact, lane);
  return section({
    id: 'impact',
    lead: 'What has landed, mapped anew and compared with what is loaded. A field that people edited stays theirs and the others are written; a record with nothing else to write is quarantined. Records that would no longer be loaded stay in the target as they are.',
    body: html`${rows}${more(left, 'plan.json')}`,
  });
}

function lane(it: ImpactFacts): Html {
  const { changed, unchanged, newlyQuarantined, newlyExcluded } = it;
  const kept = it.records - changed - unchanged - newlyQuarantined.total - newlyExcluded.total;
  const parts = [
    { fill: 'change', label: 'change', count: changed },
    { fill: 'same', label: 'stay as they are', count: unchanged },
    { fill: 'bad', label: 'newly quarantined', count: newlyQuarantined.total },
    { fill: 'left', label: 'newly excluded', count: newlyExcluded.total },
    { fill: 'again', label: 'kept back as before', count: kept },
  ] as const;
  return html`<div class="lane"><h3>${escaped(it.lane, 120)} <span class="muted">${it.from === null ? 'nothing before' : version(it.from)} → ${version(it.to)}</span></h3>
<p class="big"><b>${number(changed)} of ${counted(it.records, 'record')}</b> (${share(changed, it.records)}) change.</p>
${stackedBar({ id: anchor('impact', it.lane), title: `${it.lane}: what the change does`, parts, shows: 'counts' })}
${otherReason(it)}${fields(it)}${edited(it)}${lists(it)}${samples(it)}</div>
`;
}

function otherReason({ otherReason: { quarantined, excluded } }: ImpactFacts): Content {
  if (quarantined + excluded === 0) return false;
  return html`<p>Kept back before and again, for another reason: ${number(quarantined)} quarantined, ${number(excluded)} excluded.</p>`;
}

function version({ version: name, hash }: { readonly version: string; readonly hash: string }): Html {
  return html`${escaped(name, 40)} <code>${hash.slice(0, 12)}</code>`;
}

function fields(it: ImpactFacts): Content {
  if (it.fields.length === 0) return false;
  const sorted = [...it.fields].sort((a, b) => b.records - a.records);
  const { rows, left } = cellsWithin(sorted, 12_000, ({ field, records }) => [
    html`<code>${escaped(field, 120)}</code>`,
    html`${number(records)}${cellBar(records, it.changed)}`,
    share(records, it.changed),
  ]);
  return html`<h4>By field</h4>${table({ caption: `Records of ${it.lane} that change, by field`, columns: [text('Field'), figure('Records'), figure('Of the changed')], rows })}${more(left, 'plan.json')}`;
}

function edited(it: ImpactFacts): Content {
  if (it.edited.total === 0) return html`<p><b class="go">✓ nobody has edited any of them since.</b></p>`;
  const names = (all: readonly string[]) =>
    all.slice(0, 12).map((field, index) => html`${index > 0 && ', '}<code>${escaped(field, 80)}</code>`);
  const { total, quarantined } = it.edited;
  const alone =
    quarantined > 0 &&
    html`<p>${number(quarantined)} of them would be quarantined as <code>target-changed</code>: all that would change in them is theirs.</p>`;
  return html`<h4>Edited by people since <span class="count">${number(total)}</span></h4>${alone}${keyed(it.edited, {
    caption: 'Records that would change and that people have edited, with the fields that stay theirs',
    columns: [text('Record'), text('Stay theirs')],
    cells: (one) => [names(one.fields)],
  })}`;
}

function lists(it: ImpactFacts): readonly Content[] {
  return [
    it.newlyQuarantined.total > 0 &&
      folded(
        html`Newly quarantined <span class="count">${number(it.newlyQuarantined.total)}</span>`,
        keyed(it.newlyQuarantined, {
          caption: 'Weren’t quarantined before, would be now',
          columns: [text('Record'), text('Code'), text('Path')],
          cells: ({ code, path }) => [escaped(code, 60), html`<code>${escaped(path, 120)}</code>`],
        }),
      ),
    it.newlyExcluded.total > 0 &&
      folded(
        html`Newly excluded <span class="count">${number(it.newlyExcluded.total)}</span>`,
        keyed(it.newlyExcluded, {
          caption: 'Weren’t excluded before, would be now',
          columns: [text('Record'), text('Rule')],
          cells: ({ rule }) => [escaped(rule, 300)],
        }),
      ),
    it.freed.total > 0 &&
      folded(
        html`Freed <span class="count">${number(it.freed.total)}</span>`,
        keyed(it.freed, {
          caption: 'Weren’t loaded before, would be now',
          columns: [text('Record'), text('External key')],
          cells: (one) => [html`<code>${escaped(one.externalKey, 160)}</code>`],
        }),
      ),
  ];
}

interface Keyed<T> {
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly cells: (one: T) => readonly Content[];
}

function keyed<T extends { readonly key: string }>(some: Some<T>, { caption, columns, cells }: Keyed<T>): Html {
  const { rows, left } = cellsWithin(some.shown, 8000, (one) => [
    html`<code>${escaped(one.key, 160)}</code>`,
    ...cells(one),
  ]);
  return html`${table({ caption, columns, rows, narrow: 'cards' })}${more(left + unseen(some).count, 'records.csv')}`;
}

function samples(it: ImpactFacts): Content {
  const { rows, left } = rowsWithin(it.samples, 30_000, (one) => {
    const shown = cellsWithin(one.fields, 8000, ({ field, before, after }) => [
      html`<code>${escaped(field, 120)}</code>`,
      html`<del>${escaped(before, 500)}</del>`,
      html`<ins>${escaped(after, 500)}</ins>`,
    ]);
    return folded(
      html`Before and after: <code>${escaped(one.key, 160)}</code>`,
      html`${table({ caption: `Record ${one.key}`, columns: [text('Field'), text('Before'), text('After')], rows: shown.rows, narrow: 'cards' })}${more(shown.left, 'plan.json')}`,
    );
  });
  return html`${rows}${more(left, 'plan.json')}`;
}
