/** References that lead nowhere or back to themselves, and records that differ in nothing but their keys. */
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { ReferenceFacts } from '../../model/plan-facts/references.ts';
import { counted, number } from '../figures.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { BYTES, nothing, notLookedAt, section, unseen } from '../section.ts';
import { cellsWithin, figure, more, table, text } from '../table.ts';
import { loadedOf } from '../verdict.ts';

const EACH = BYTES.references / 3 - 1000;

export function referencesSection(facts: PlanFacts): Html {
  const { dangling, cycles, duplicates } = facts.references;
  const none = dangling.total + cycles.total + duplicates.total === 0;
  return section({
    id: 'references',
    lead: 'References that lead to no record, chains that lead back to their start, and records that are the same but for their keys.',
    body: none
      ? nothingFound(loadedOf(facts))
      : html`${danglingTable(dangling)}${cyclesTable(cycles)}${duplicatesTable(duplicates)}`,
  });
}

/** Only what would be loaded is looked at. */
function nothingFound(loaded: number): Html {
  if (loaded === 0)
    return notLookedAt('No record would be loaded, so no reference was followed and no record compared.');
  return nothing(
    `None among the ${number(loaded)} records that would be loaded: every reference leads to a record, none in a circle, and no two are the same.`,
  );
}

function danglingTable(dangling: ReferenceFacts['dangling']): Content {
  if (dangling.total === 0) return false;
  const { rows, left } = cellsWithin(dangling.shown, EACH, (it) => [
    html`<code>${escaped(it.field, 120)}</code>`,
    escaped(it.lane, 120),
    it.entity ?? 'any record',
    number(it.records),
    html`<code>${escaped(it.exampleKey, 160)}</code>`,
  ]);
  return html`<h3>Dangling <span class="count">${number(dangling.total)}</span></h3>${table({
    caption: 'References that lead to no record',
    columns: [text('Field'), text('Lane'), text('Should lead to'), figure('Records'), text('For example')],
    rows,
    narrow: 'cards',
  })}${more(left, 'plan.json', unseen(dangling))}`;
}

function cyclesTable(cycles: ReferenceFacts['cycles']): Content {
  if (cycles.total === 0) return false;
  const { rows, left } = cellsWithin(cycles.shown, EACH, (it) => [
    html`<code>${escaped(it.field, 120)}</code>`,
    keys(it.keys, ' → '),
  ]);
  return html`<h3>Cycles <span class="count">${number(cycles.total)}</span> <span class="muted">of ${counted(cycles.records, 'record')}</span></h3>${table(
    {
      caption: 'Chains of references that lead back to their start',
      columns: [text('Field'), text('Chain')],
      rows,
      narrow: 'cards',
    },
  )}${more(left, 'plan.json', unseen(cycles))}`;
}

function duplicatesTable(duplicates: ReferenceFacts['duplicates']): Content {
  if (duplicates.total === 0) return false;
  const { rows, left } = cellsWithin(duplicates.shown, EACH, (it) => [it.entity, keys(it.keys, ', ')]);
  return html`<h3>Duplicates <span class="count">${counted(duplicates.total, 'group')}</span> <span class="muted">of ${counted(duplicates.records, 'record')}</span></h3>${table(
    {
      caption: 'Records that differ in nothing but their keys',
      columns: [text('Entity'), text('Keys')],
      rows,
      narrow: 'cards',
    },
  )}${more(left, 'plan.json', unseen(duplicates))}`;
}

function keys(all: readonly string[], between: string): Content {
  const shown = all.slice(0, 8).map((key, index) => html`${index > 0 && between}<code>${escaped(key, 120)}</code>`);
  return html`${shown}${all.length > 8 && ` and ${number(all.length - 8)} more`}`;
}
