/** The first thing one reads: may the run start, what will it do, how long will it take. */
import { sentenceOf } from '../messages/sentence.ts';
import { OUTCOMES, type OutcomeKind } from '../model/outcome.ts';
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import { type Judgement, judgePlan } from '../model/plan-judgement.ts';
import { counted, duration, number } from './figures.ts';
import { type Content, escaped, type Html, html } from './html.ts';

/** A verdict in the report's words, and the class it is coloured by. */
export interface Headline {
  readonly tone: 'stop' | 'review' | 'go';
  readonly title: string;
  readonly because: string;
}

/** The headline for a judgement; says how many reasons there are, which the findings then list. Pure. */
export function headlineOf({ verdict, reasons }: Judgement): Headline {
  const own = counted(
    reasons.filter(({ weight }) => weight === (verdict === 'blocked' ? 'block' : 'warn')).length,
    'finding',
  );
  if (verdict === 'blocked')
    return { tone: 'stop', title: 'Do not start the run', because: `${own} must be fixed first.` };
  if (verdict === 'ready')
    return {
      tone: 'go',
      title: 'The run can start',
      because: 'Nothing blocks, and there is nothing to look at first.',
    };
  if (reasons.some(({ code }) => code === 'nothing-read'))
    return {
      tone: 'review',
      title: 'Nothing was read',
      because: 'A run would load no record. Check the route and its conditions.',
    };
  return {
    tone: 'review',
    title: 'Can start; look at the findings first',
    because: `Nothing blocks. ${own} to look at before.`,
  };
}

/** Record versions read, over all lanes. */
export function recordsOf(facts: PlanFacts): number {
  return facts.lanes.reduce((sum, { enumerated }) => sum + enumerated, 0);
}

/** One outcome over all lanes. */
export function total(facts: PlanFacts, outcome: OutcomeKind): number {
  return facts.lanes.reduce((sum, { outcomes }) => sum + outcomes[outcome], 0);
}

const SIGNS = {
  stop: html`<path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z"/><path class="cut" d="M8 8l8 8M16 8l-8 8"/>`,
  review: html`<path d="M12 2l11 20H1z"/><path class="cut" d="M12 9v6M12 17.6v1.6"/>`,
  go: html`<circle cx="12" cy="12" r="11"/><path class="cut" d="M6.5 12.5l4 4 7-8"/>`,
};

/** Records that the target would hold after the run, written or unchanged. */
export function loadedOf(facts: PlanFacts): number {
  return total(facts, 'created') + total(facts, 'updated') + total(facts, 'unchanged');
}

/** The banner with the key figures under it. */
export function renderVerdict(facts: PlanFacts): Html {
  const judgement = judgePlan(facts);
  const { tone, title, because } = headlineOf(judgement);
  return html`<section id="verdict" class="verdict ${tone}" aria-labelledby="verdict-h">
<div class="headline"><svg class="sign" width="44" height="44" viewBox="0 0 24 24" aria-hidden="true" focusable="false">${SIGNS[tone]}</svg>
<div><h2 id="verdict-h">${title}</h2><p>${because} ${partly(facts)}</p></div></div>
${mainReasons(judgement)}
<dl class="figures">${figures(facts)}</dl>
</section>
`;
}

/** The first reasons for the verdict in a line each, so that one screen says why. */
function mainReasons({ verdict, reasons }: Judgement): Content {
  const mine = reasons.filter(({ weight }) => weight === (verdict === 'blocked' ? 'block' : 'warn'));
  if (mine.length === 0) return false;
  const rest = mine.length - MOST_REASONS;
  return html`<ul class="reasons">${mine.slice(0, MOST_REASONS).map((one) => html`<li>→ <a href="#findings">${one.lane !== null && html`${escaped(one.lane, 60)}: `}${escaped(sentenceOf('finding', one), 160)}</a></li>`)}${rest > 0 && html`<li>→ <a href="#findings">and ${number(rest)} more</a></li>`}</ul>`;
}

const MOST_REASONS = 4;

function partly(facts: PlanFacts): Content {
  const sampled = facts.lanes.filter(({ sample }) => sample !== null);
  if (sampled.length > 0)
    return html`<strong>Judged from a sample</strong>, edge cases first: nobody has seen the other records.`;
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
    box('A run takes', duration(seconds), range(duration(low), duration(high))),
    box('Sum closes', SUMS[String(facts.settled)] ?? 'no', SAYS[String(facts.settled)]),
  ];
}

function range(low: string, high: string): string | undefined {
  return low === high ? undefined : `${low} to ${high}`;
}

const SUMS: Readonly<Record<string, string>> = { true: 'yes', false: 'no', unproven: 'unproven' };

const SAYS: Readonly<Record<string, string>> = {
  true: 'every record is counted, with one outcome each; counted isn’t loaded',
  false: 'counts that must be equal differ',
  unproven: 'a source could not be asked for its count',
};

function box(label: string, value: string, small?: string | undefined): Html {
  return html`<div${small !== undefined && html` class="wide"`}><dt>${label}</dt><dd><b>${value}</b>${small !== undefined && html` <span class="muted">${small}</span>`}</dd></div>`;
}
