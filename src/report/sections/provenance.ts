/** Where the plan comes from: run, target, mappings with version, hash and lock, what the sources reported, and how to approve it. */
import type { PlanFacts } from '../../model/plan-facts/facts.ts';
import type { PlanLane } from '../../model/plan-facts/lanes.ts';
import { codesToName, judgePlan } from '../../model/plan-judgement.ts';
import { counted, duration, time } from '../figures.ts';
import { type Content, escaped, type Html, html } from '../html.ts';
import { BYTES, section } from '../section.ts';
import { cellsWithin, more, rowsWithin, table, text } from '../table.ts';

export function provenanceSection(facts: PlanFacts, asTyped: (text: string) => string): Html {
  const { target } = facts;
  return section({
    id: 'provenance',
    lead: 'What this plan was made of. Another mapping, another source or another target asks for another plan.',
    body: html`<dl class="pairs">
<div><dt>Plan</dt><dd><code>${escaped(facts.run, 120)}</code></dd></div>
<div><dt>Route</dt><dd>${escaped(facts.route, 120)}</dd></div>
<div><dt>Made</dt><dd>${time(facts.madeAt)}, in ${duration(facts.seconds)}</dd></div>
<div><dt>Records came from</dt><dd>${facts.reads === 'source' ? 'the systems themselves' : 'what had landed; no source was asked'}</dd></div>
<div><dt>Target</dt><dd>${escaped(target.kind, 60)}${target.version !== null && html` ${escaped(target.version, 60)}`}, <code>${escaped(target.instance, 80)}</code>${target.production && html` <span class="tag stop">production</span>`}</dd></div>
</dl>${mappings(facts)}${remarks(facts)}<h3>How to approve</h3>${approval(facts, asTyped)}`,
  });
}

const LOCKS: Readonly<Record<PlanLane['lock'], Html>> = {
  locked: html`<span class="tag go">✓ locked</span>`,
  unlocked: html`<span class="tag warn">! not locked</span>`,
  drifted: html`<span class="tag stop">✕ differs from its lock</span>`,
};

function mappings(facts: PlanFacts): Content {
  if (facts.lanes.length === 0) return false;
  const { rows, left } = cellsWithin(
    facts.lanes,
    BYTES.provenance / 2,
    ({ lane, mapping, source, sourceEntity, entity, lock }) => [
      escaped(lane, 120),
      html`${escaped(source, 60)} ${escaped(sourceEntity, 60)} → ${entity}`,
      html`${escaped(mapping.name, 60)} ${escaped(mapping.version, 40)}`,
      html`<code>${mapping.hash.slice(0, 16)}</code>`,
      LOCKS[lock],
      html`<code>${escaped(mapping.file, 200)}</code>`,
    ],
  );
  return html`<h3>Mappings</h3>${table({
    caption: 'Mappings of this plan',
    columns: [text('Lane'), text('From and to'), text('Version'), text('Hash'), text('Lock'), text('File')],
    rows,
    narrow: 'cards',
  })}${more(left, 'plan.json')}`;
}

function remarks(facts: PlanFacts): Content {
  if (facts.remarks.length === 0) return false;
  const { rows, left } = rowsWithin(
    facts.remarks,
    BYTES.provenance / 3,
    ({ source, message }) => html`<li><b>${escaped(source, 60)}</b>: ${escaped(message, 600)}</li>`,
  );
  return html`<h3>What the sources reported about themselves</h3><ul>${rows}</ul>${more(left, 'plan.json')}`;
}

function approval(facts: PlanFacts, asTyped: (text: string) => string): Html {
  const again = asTyped(facts.reads === 'landing' ? 'ferry mapping impact' : 'ferry plan');
  const judgement = judgePlan(facts);
  const approve = approveCommand(facts, codesToName(judgement), asTyped);
  if (judgement.verdict === 'blocked') {
    return html`<p>Not yet: fix what blocks and ask again: <code>${escaped(again, 300)} --route ${escaped(facts.route, 120)}</code></p>
<p>Whoever answers for it can approve despite what blocks, by name:</p>
<pre class="paste" tabindex="0" role="region" aria-label="Command to approve despite what blocks">${approve}</pre>`;
  }
  const needed = facts.target.production
    ? 'This target is in production: a run asks for an approved plan.'
    : 'This target is not marked as production: a run doesn’t ask for an approval.';
  const { length } = judgement.reasons;
  return html`<p>${needed} ${length > 0 && html`An approval covers ${counted(length, 'finding')}: whoever gives it has seen ${length === 1 ? 'it' : 'them'}.`}</p>
<pre class="paste" tabindex="0" role="region" aria-label="Commands to approve and run">${approve}
${runCommand(facts, asTyped)}</pre>`;
}

function approveCommand({ run }: PlanFacts, codes: readonly string[], asTyped: (text: string) => string): Html {
  return html`${escaped(asTyped('ferry plan approve'), 300)} ${escaped(run, 120)} --by NAME${codes.map((code) => html` --despite ${escaped(code, 60)}`)}`;
}

function runCommand({ reads, route, run }: PlanFacts, asTyped: (text: string) => string): Html {
  if (reads === 'source') return html`${escaped(asTyped('ferry run'), 300)} --route ${escaped(route, 120)}`;
  return html`${escaped(asTyped('ferry mapping impact'), 300)} --route ${escaped(route, 120)} --apply --plan ${escaped(run, 120)}`;
}
