/** Losses: what is dropped, cut, defaulted or can't be converted, how often, and who accepted it. */
import { sentenceOf } from '../../messages/sentence.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { PlanLoss } from '../../model/plan-facts/losses.ts';
import { counted, number } from '../figures.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { BYTES, nothing, notLookedAt, section } from '../section.ts';
import { cellsWithin, figure, more, table, text } from '../table.ts';
import { loadedOf } from '../verdict.ts';

export function lossesSection(facts: PlanFacts): Html {
  const { losses } = facts;
  const sorted = [...losses].sort(
    (a, b) => Number(a.accepted !== null) - Number(b.accepted !== null) || b.records - a.records,
  );
  const open = sorted.filter(({ accepted }) => accepted === null).length;
  return section({
    id: 'losses',
    lead: html`Nothing is lost in silence: each kind of loss is counted. A run doesn’t wait for it to be accepted: whoever answers for it says so in the mapping, under <code>accept</code>, and it is no finding any more.`,
    body: sorted.length === 0 ? nothingLost(loadedOf(facts)) : html`${countLine(open, sorted.length)}${list(sorted)}`,
  });
}

/** Only what would be loaded can lose something. */
function nothingLost(loaded: number): Html {
  if (loaded === 0) return notLookedAt('No record would be loaded, so none loses anything.');
  return nothing(`None: in ${counted(loaded, 'record')} every value that is loaded is loaded as it is.`);
}

function countLine(open: number, all: number): Html {
  if (open === 0)
    return html`<p><b class="go">✓ ${all === 1 ? 'The one kind of loss is' : `All ${number(all)} kinds of loss are`} accepted.</b></p>`;
  return html`<p><b class="warn">! ${number(open)} of ${counted(all, 'kind')} of loss ${open === 1 ? 'is' : 'are'} not accepted in the mapping.</b></p>`;
}

function list(losses: readonly PlanLoss[]): Html {
  const { rows, left } = cellsWithin(losses, BYTES.losses, (it) => [
    html`<code>${escaped(it.field, 120)}</code>`,
    html`<code>${escaped(it.code, 60)}</code>`,
    escaped(sentenceOf('loss', it), 300),
    escaped(it.lane, 120),
    number(it.records),
    it.count > it.records ? number(it.count) : '–',
    html`<code>${escaped(it.exampleKey, 160)}</code>`,
    acceptance(it),
  ]);
  return html`${table({
    caption: 'Losses, those nobody accepted yet first',
    columns: [
      text('Field'),
      text('Code'),
      text('What is lost'),
      text('Lane'),
      figure('Records'),
      figure('Times'),
      text('For example'),
      text('Accepted'),
    ],
    rows,
    narrow: 'cards',
  })}${more(left, 'losses.csv')}`;
}

/** With the lines to put under `accept`, so that an owner only has to say why. */
function acceptance(it: PlanLoss): Content {
  if (it.accepted !== null)
    return html`<span class="tag go">✓ ${escaped(it.accepted.by, 80)}</span> ${escaped(it.accepted.because, 300)}`;
  return html`<span class="tag warn">! not yet</span> <code class="paste">${escaped(`- { loss: ${it.code}, field: "${it.field}", because: "…", by: "…" }`, 240)}</code>`;
}
