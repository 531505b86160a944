/** The first thing one reads: may the run start, what will it do, how long will it take. */
import { sentenceOf } from '../messages/sentence.ts';
import type { Weight } from '../model/finding.ts';
import { OUTCOMES, type OutcomeKind } from '../model/outcome.ts';
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import { counted, duration, number } from './figures.ts';
import { type Content, type Html, html, said } from './html.ts';

/** In words that lead to what is to be done. */
export interface Verdict {
  readonly kind: 'stop' | 'accept' | 'go';
  readonly title: string;
  readonly because: string;
}

/**
 * `stop` when anything blocks or the sum doesn't close; `accept` when a person has to accept something first, when the sum is
 * unproven, or when nothing was read at all; else `go`.
 */
export function verdictOf(facts: PlanFacts): Verdict {
  const blocking = weighing(facts, 'block');
  const warnings = weighing(facts, 'warn');
  if (blocking > 0) return stop(`${counted(blocking, 'finding')} must be mended first.`);
  if (facts.settled === false) return stop('The sum of outcomes does not close: not every record is accounted for.');
  if (recordsOf(facts) === 0)
    return accept('Nothing was read', 'A run would carry no record. Check the route and its conditions.');
  if (warnings > 0)
    return accept('Can start once accepted', `Nothing blocks; somebody has to accept ${counted(warnings, 'warning')}.`);
  if (facts.settled === 'unproven')
    return accept(
      'Can start once accepted',
      'No source could confirm how many records there are: the sum is unproven.',
    );
  return { kind: 'go', title: 'The run can start', because: 'Nothing blocks, and there is nothing to accept.' };
}

function stop(because: string): Verdict {
  return { kind: 'stop', title: 'Do not start the run', because };
}

function accept(title: string, because: string): Verdict {
  return { kind: 'accept', title, because };
}

function weighing(facts: PlanFacts, weight: Weight): number {
  return facts.findings.filter((finding) => finding.weight === weight).length;
}

/** Readings over all lanes. */
export function recordsOf(facts: PlanFacts): number {
  return facts.lanes.reduce((sum, { enumerated }) => sum + enumerated, 0);
}

/** One outcome over all lanes. */
export function total(facts: PlanFacts, outcome: OutcomeKind): number {
  return facts.lanes.reduce((sum, { outcomes }) => sum + outcomes[outcome], 0);
}

const SIGNS = {
  stop: html`<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path class="cut" d="M8 8l8 8M16 8l-8 8"/>`,
  accept: html`<path d="M12 2l11 20H1z"/><path class="cut" d="M12 9v6M12 17.6v1.6"/>`,
  go: html`<circle cx="12" cy="12" r="11"/><path class="cut" d="M6.5 12.5l4 4 7-8"/>`,
};

/** The banner with the key figures under it. */
export function renderVerdict(facts: PlanFacts): Html {
  const verdict = verdictOf(facts);
  return html`<section id="verdict" class="verdict ${verdict.kind}" aria-labelledby="verdict-h">
<div class="headline"><svg class="sign" width="44" height="44" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SIGNS[verdict.kind]}</svg>
<div><h2 id="verdict-h">${verdict.title}</h2><p>${verdict.because} ${partly(facts)}</p></div></div>
${reasons(facts, verdict)}
<dl class="figures">${figures(facts)}</dl>
</section>
`;
}

/** The heaviest findings in a line each, so that one screen says why. */
function reasons(facts: PlanFacts, { kind }: Verdict): Content {
  const weight = kind === 'stop' ? 'block' : 'warn';
  const mine = facts.findings.filter((finding) => finding.weight === weight);
  if (kind === 'go' || mine.length === 0) return false;
  const rest = mine.length - MOST_REASONS;
  return html`<ul class="reasons">${mine.slice(0, MOST_REASONS).map((one) => html`<li>→ <a href="#findings">${one.lane !== null && html`${said(one.lane, 60)}: `}${said(sentenceOf('finding', one), 160)}</a></li>`)}${rest > 0 && html`<li>→ <a href="#findings">and ${number(rest)} more</a></li>`}</ul>`;
}

const MOST_REASONS = 4;

function partly(facts: PlanFacts): Content {
  const sampled = facts.lanes.filter(({ sample }) => sample !== null);
  if (sampled.length > 0)
    return html`<strong>Judged from a sample</strong>, ugly cases first: the whole may hold more.`;
  return facts.reads === 'landing' && html`<strong>Judged from what has landed</strong>, without asking the source.`;
}

/** What one calls an outcome of a plan, and what it means. */
export const WORDS: Readonly<Record<OutcomeKind, string>> = {
  created: 'Create',
  updated: 'Update',
  unchanged: 'Unchanged',
  quarantined: 'Quarantine',
  excluded: 'Exclude',
  superseded: 'Superseded',
  deleted: 'Deleted',
};

const ALWAYS: readonly OutcomeKind[] = ['created', 'updated', 'unchanged', 'quarantined', 'excluded'];

function figures(facts: PlanFacts): readonly Html[] {
  const outcomes = OUTCOMES.filter((outcome) => ALWAYS.includes(outcome) || total(facts, outcome) > 0);
  const { seconds, low, high } = facts.forecast;
  return [
    box('Read', number(recordsOf(facts))),
    ...outcomes.map((outcome) => box(WORDS[outcome], number(total(facts, outcome)))),
    box('A run takes', duration(seconds), `${duration(low)} to ${duration(high)}`),
    box('Sum closes', SUMS[String(facts.settled)] ?? 'no', SAYS[String(facts.settled)]),
  ];
}

const SUMS: Readonly<Record<string, string>> = { true: 'yes', false: 'no', unproven: 'unproven' };

const SAYS: Readonly<Record<string, string>> = {
  true: 'every record is accounted for',
  false: 'not every record is accounted for',
  unproven: 'a source could not be asked for its count',
};

function box(label: string, value: string, small?: string): Html {
  return html`<div${small !== undefined && html` class="wide"`}><dt>${label}</dt><dd><b>${value}</b>${small !== undefined && html` <span class="muted">${small}</span>`}</dd></div>`;
}
