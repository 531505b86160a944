/** Samples: records as they would be written, field by field, with what the source holds and the rule that made each value. */
import type { OutcomeKind } from '../../model/outcome.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { Sample, SampleField } from '../../model/plan-facts/samples.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { BYTES, folded, notLookedAt, section } from '../section.ts';
import { cellsWithin, more, rowsWithin, table, text } from '../table.ts';
import { WORDS } from '../verdict.ts';

export function samplesSection({ samples }: PlanFacts): Html {
  const { rows, left } = rowsWithin(samples, BYTES.samples, sample);
  return section({
    id: 'samples',
    lead: 'Records as they would be written, edge cases first: check a few with somebody who knows them.',
    body:
      samples.length === 0
        ? notLookedAt('No record would be loaded, so there is none to show.')
        : html`${rows}${more(left, 'plan.json')}`,
  });
}

const WHY: ReadonlyMap<string, string> = new Map(
  Object.entries({
    longest: 'the longest',
    oldest: 'the oldest',
    'most-attachments': 'the most attachments',
    'most-losses': 'the most losses',
    excluded: 'one that is excluded',
    'rarest-value': 'the rarest value',
    ordinary: 'an ordinary one',
  }),
);

const TONES: Readonly<Record<OutcomeKind, string>> = {
  created: 'go',
  updated: '',
  unchanged: '',
  quarantined: 'stop',
  excluded: 'warn',
  superseded: '',
  deleted: 'warn',
};

function sample(it: Sample): Html {
  const { rows, left } = cellsWithin(it.fields, 24_000, cells);
  return folded(
    html`<code>${escaped(it.key, 160)}</code> <span class="tag ${TONES[it.outcome]}">${WORDS[it.outcome]}</span> <span class="muted">${escaped(it.lane, 120)} · ${escaped(WHY.get(it.why) ?? it.why, 60)}</span>`,
    html`${it.externalKey !== null && html`<p class="muted">External key <code>${escaped(it.externalKey, 200)}</code></p>`}${table(
      {
        caption: `Record ${it.key}, field by field`,
        columns: [text('Field'), text('Will be'), text('The source holds'), text('Rule')],
        rows,
        narrow: 'cards',
      },
    )}${more(left, 'plan.json')}`,
  );
}

function cells(it: SampleField): readonly Content[] {
  return [
    html`<code>${escaped(it.target, 120)}</code>`,
    value(it.value),
    it.raw.length === 0
      ? html`<span class="muted">–</span>`
      : it.raw.slice(0, 6).map((text, index) => raw(it.from[index], text)),
    html`${escaped(it.operations.length > 0 ? it.operations.join(' → ') : 'copied', 160)}${it.line !== null && html` <span class="muted">line ${it.line}</span>`}`,
  ];
}

function raw(from: string | undefined, text: string): Html {
  return html`<div>${from !== undefined && html`<code class="muted">${escaped(from, 120)}</code> `}${value(text)}</div>`;
}

function value(text: string): Html {
  return text === '' ? html`<i class="muted">empty</i>` : html`<span class="value">${escaped(text, 500)}</span>`;
}
