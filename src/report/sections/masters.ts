/** People, customers and other masters: what was matched across sources, what stays ambiguous, and which source owns which field. */
import type { Some } from '../../model/plan-facts/bounded-list.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { MasterFacts } from '../../model/plan-facts/masters.ts';
import { counted, number } from '../figures.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { BYTES, folded, notLookedAt, section, unseen } from '../section.ts';
import { cellsWithin, figure, more, rowsWithin, table, text } from '../table.ts';

export function mastersSection(facts: PlanFacts): Html {
  const { rows, left } = rowsWithin(facts.masters, BYTES.masters - 15_000, entity);
  return section({
    id: 'masters',
    lead: 'Records that several systems know. What matches is one record afterwards; what is ambiguous waits for a person.',
    body:
      facts.masters.length === 0
        ? notLookedAt('The route loads no masters, and makes no placeholders.')
        : html`${overview(facts)}${rows}${more(left, 'plan.json')}`,
  });
}

function overview(facts: PlanFacts): Html {
  const { rows, left } = cellsWithin(facts.masters, 15_000, (it) => [
    it.entity,
    number(it.records),
    number(it.matched.total),
    number(it.newPlaceholders),
    number(it.placeholders.total),
    number(it.ambiguous.total),
    number(it.duplicates.total),
    number(it.deactivated),
  ]);
  return html`${table({
    caption: 'Masters after the run',
    columns: [
      text('Entity'),
      ...['Records', 'Matched', 'New placeholders', 'Placeholders', 'Ambiguous', 'Duplicates', 'Deactivated'].map(
        figure,
      ),
    ],
    rows,
    narrow: 'cards',
  })}${more(left, 'plan.json')}`;
}

function entity(it: MasterFacts): Html {
  const lists: readonly Content[] = [
    list(
      it.ambiguous,
      `Ambiguous: ${it.entity}`,
      (one) =>
        html`could be ${one.candidates.slice(0, 5).map((key, index) => html`${index > 0 && ', '}<code>${escaped(key, 120)}</code>`)}`,
    ),
    list(it.placeholders, `Placeholders: ${it.entity}`, () => 'for a record that no source has'),
    list(it.duplicates, `Duplicates within one source: ${it.entity}`, (one) => escaped(one.lane, 120)),
    list(it.matched, `Matched across sources: ${it.entity}`, (one) => escaped(one.sources.join(' + '), 200)),
    it.owners.length > 0 && folded(`Whose word counts: ${it.entity}`, owners(it)),
  ];
  if (lists.every((one) => one === false)) return html``;
  return html`<div class="lane"><h3>${it.entity}</h3>${lists}</div>
`;
}

function list<T extends { readonly key: string; readonly name: string }>(
  some: Some<T>,
  caption: string,
  note: (one: T) => Content,
): Content {
  if (some.total === 0) return false;
  const { rows, left } = cellsWithin(some.shown.slice(0, 25), 8000, (one) => [
    escaped(one.name, 120),
    html`<code>${escaped(one.key, 160)}</code>`,
    note(one),
  ]);
  const hidden = left + Math.max(0, some.shown.length - 25);
  return folded(
    html`${caption} <span class="count">${number(some.total)}</span>`,
    html`${table({ caption: `${caption} (${counted(some.total, 'record')})`, columns: [text('Name'), text('Key'), text('Why')], rows, narrow: 'cards' })}${more(hidden, 'plan.json', unseen(some))}`,
  );
}

function owners(it: MasterFacts): Html {
  const { rows, left } = cellsWithin(it.owners, 8000, ({ field, sources }) => [
    html`<code>${escaped(field, 80)}</code>`,
    sources
      .slice(0, 6)
      .map(({ name, count }, index) => html`${index > 0 && ', '}${escaped(name, 60)} ${number(count)}`),
  ]);
  return html`${table({ caption: `By field of ${it.entity}: which source owns it, in how many records`, columns: [text('Field'), text('Source and records')], rows })}${more(left, 'plan.json')}`;
}
