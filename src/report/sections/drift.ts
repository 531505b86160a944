/** Drift: what the source holds that no earlier run saw, and what the route's policy does with it. */
import type { DriftFact } from '../../model/plan-facts/drift.ts';
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import { number } from '../figures.ts';
import { escaped, type Html, html } from '../html.ts';
import { BYTES, nothing, notLookedAt, section } from '../section.ts';
import { cellsWithin, figure, more, table, text } from '../table.ts';

const WHAT: Readonly<Record<DriftFact['kind'], string>> = {
  ...{ field: 'new field', value: 'new value', type: 'new type', gone: 'gone, though the mapping reads it' },
};

const DOES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    evolve: 'is taken and reported',
    freeze: 'holds the lane until a person decides',
    discard: 'is left out, or left as the target has it: a counted loss',
    'discard-record': 'its records are excluded',
    quarantine: 'its records are quarantined',
  }),
);

/** A first reading has nothing that it could differ from. */
function none(compared: number, lanes: number): Html {
  if (compared === 0)
    return notLookedAt(
      'No earlier run has read these lanes whole, so nothing can be new: later readings are compared with the first.',
    );
  const of =
    compared < lanes ? ` in the ${number(compared)} of ${number(lanes)} lanes that an earlier run has read whole` : '';
  return nothing(`None: fields, values and types are as earlier runs knew them${of}.`);
}

function unjudged(all: PlanFacts['driftUnjudged']): readonly Html[] {
  return all
    .slice(0, MOST_UNJUDGED)
    .map(
      ({ lane, field }) =>
        html`<p><b class="warn">! ${escaped(lane, 120)}</b>: more ${field === null ? 'fields' : html`values of <code>${escaped(field, 120)}</code>`} than are remembered; which of them are new can’t be told.</p>`,
    );
}

const MOST_UNJUDGED = 50;

export function driftSection({ drift, driftLanes, driftUnjudged, lanes }: PlanFacts): Html {
  const sorted = [...drift].sort((a, b) => b.records - a.records);
  const { rows, left } = cellsWithin(sorted, BYTES.drift, (it) => [
    html`<code>${escaped(it.field, 120)}</code>`,
    WHAT[it.kind],
    escaped(it.what, 200),
    escaped(it.lane, 120),
    number(it.records),
    html`<code>${escaped(it.policy, 40)}</code>: ${DOES.get(it.policy) ?? 'see the route’s settings'}`,
  ]);
  return section({
    id: 'drift',
    lead: html`What no earlier run saw at the source, and what earlier runs read there and is gone. The policy per entity is in <code>ferry.yaml</code> under <code>drift</code>.`,
    body: html`${unjudged(driftUnjudged)}${
      sorted.length === 0
        ? driftUnjudged.length === 0 && none(driftLanes.length, lanes.length)
        : html`${table({
            caption: 'What is other than before at the source',
            columns: [text('Field'), text('Kind'), text('Which'), text('Lane'), figure('Records'), text('Policy')],
            rows,
            narrow: 'cards',
          })}${more(left, 'plan.json')}`
    }`,
  });
}
