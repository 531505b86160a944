/** Findings: what blocks, what should be looked at, what is good to know; each with its next step and a link to its details. */
import { hintOf, sentenceOf } from '../messages/sentence.ts';
import type { PlanFinding, Weight } from '../model/finding.ts';
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import { judgePlan } from '../model/plan-judgement.ts';
import { counted, number } from './figures.ts';
import { type Content, escaped, type Html, html } from './html.ts';
import { folded, type SectionId, TITLES } from './section.ts';
import { more, rowsWithin } from './table.ts';

const ORDER: readonly Weight[] = ['block', 'warn', 'note'];
const HEADINGS: Readonly<Record<Weight, string>> = {
  block: 'Blocks the run',
  warn: 'To look at before a run',
  note: 'Good to know',
};
const BYTES = 70_000;
/** Findings of one weight that don't have to be opened first. */
const OPEN = 6;

/** The section that explains a code: the first line whose words the code contains. */
const EXPLAINED_IN: readonly (readonly [RegExp, SectionId])[] = [
  [/lock|contract|example|golden|mapping-drift/, 'provenance'],
  [/impact|edited/, 'impact'],
  [/drift/, 'drift'],
  [/loss|lossy|truncat|default/, 'losses'],
  [/quarantine|set-aside/, 'quarantine'],
  [/placeholder|ambiguous|master|deactivat|match|owner|identity/, 'masters'],
  [/reference|dangl|cycle|duplicate/, 'references'],
  [/value|table/, 'values'],
  [/field|coverage|unmapped/, 'coverage'],
  [/attachment|asset|inventory|source-empty|empty-source/, 'inventory'],
  [/mapping|approv|production|remark|right|check/, 'provenance'],
];

/** The section that explains a finding's code; what will happen when nothing fits better. */
function sectionOf(code: string): SectionId {
  return EXPLAINED_IN.find(([words]) => words.test(code))?.[1] ?? 'outcomes';
}

/** How many findings of a weight a section explains: what the contents show beside it. */
export function findingsAt(facts: PlanFacts, section: SectionId, weight: Weight): number {
  return shownFindings(facts).filter((finding) => finding.weight === weight && sectionOf(finding.code) === section)
    .length;
}

/** All reasons for the verdict, blocking ones first, then the notes. */
function shownFindings(facts: PlanFacts): readonly PlanFinding[] {
  return [...judgePlan(facts).reasons, ...facts.findings.filter(({ weight }) => weight === 'note')];
}

/** All findings, the heaviest first. `sections`: those that the page has. */
export function renderFindings(
  facts: PlanFacts,
  sections: readonly SectionId[],
  asTyped: (text: string) => string,
): Html {
  const ordered = shownFindings(facts);
  const { rows, left } = rowsWithin(ordered, BYTES, (finding) => item(finding, sections, asTyped));
  return html`<section id="findings" aria-labelledby="findings-h" class="card">
<h2 id="findings-h">Findings</h2>
${rows.length === 0 ? html`<p class="none">None: nothing blocks, and there is nothing to look at first.</p>` : groups(ordered, rows)}
${more(left, 'plan.json')}
</section>
`;
}

function groups(ordered: readonly PlanFinding[], rows: readonly Html[]): readonly Content[] {
  return ORDER.map((weight) => {
    const mine = rows.filter((_, index) => ordered[index]?.weight === weight);
    const total = ordered.filter((one) => one.weight === weight).length;
    // What blocks is read to its end; a long list of the rest would hide what comes after it.
    const open = weight === 'block' ? mine.length : OPEN;
    const rest = mine.slice(open);
    return (
      mine.length > 0 &&
      html`<h3>${HEADINGS[weight]} <span class="count">${number(total)}</span></h3><ul class="findings">${mine.slice(0, open)}</ul>${
        rest.length > 0 && folded(`${number(rest.length)} more`, html`<ul class="findings">${rest}</ul>`)
      }`
    );
  });
}

function item(finding: PlanFinding, sections: readonly SectionId[], asTyped: (text: string) => string): Html {
  const place = sectionOf(finding.code);
  const to = sections.includes(place) ? place : 'outcomes';
  const next = hintOf(finding);
  return html`<li class="${finding.weight}"><p><span class="badge">${BADGES[finding.weight]}</span> ${escaped(sentenceOf('finding', finding), 1000)}</p>
${next !== null && html`<p class="next"><b>Next</b> ${hint(next, asTyped)}</p>`}
${example(finding)}<p class="muted">${finding.lane !== null && html`${escaped(finding.lane, 120)} · `}${finding.records !== null && html`${counted(finding.records, 'record')} · `}<code>${finding.code}</code> · <a href="#${to}">${TITLES[to]}</a></p></li>
`;
}

/** A value as the source holds it: the report holds contents of records anyhow. */
function example({ example: it }: PlanFinding): Content {
  if (it === undefined) return false;
  const of = it.key !== null && html` of <code>${escaped(it.key, 160)}</code>`;
  return html`<p>For example <code>${escaped(it.field, 120)}</code>${of}: <q>${escaped(it.value, 200)}</q></p>`;
}

const BADGES: Readonly<Record<Weight, Content>> = { block: '✕ blocks', warn: '! look', note: 'i note' };

/** What is to be typed stands out as such: the whole hint when it is a command, else what stands between backticks. */
function hint(text: string, asTyped: (text: string) => string): Content {
  if (text.startsWith('ferry ')) return html`<code>${escaped(asTyped(text), 500)}</code>`;
  return text
    .split('`')
    .map((part, index) =>
      index % 2 === 1 ? html`<code>${escaped(asTyped(part), 300)}</code>` : escaped(asTyped(part), 600),
    );
}
