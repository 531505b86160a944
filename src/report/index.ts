/** The report of a dry run: one HTML file that needs nothing beside it, and the tables that go with it. */
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import { judgePlan } from '../model/plan-judgement.ts';
import { patterns } from './chart.ts';
import { time } from './figures.ts';
import { findingsAt, renderFindings } from './findings.ts';
import { type Content, escaped, type Html, html } from './html.ts';
import { SECTIONS, type SectionId, TITLES } from './section.ts';
import { coverageSection } from './sections/coverage.ts';
import { driftSection } from './sections/drift.ts';
import { impactSection } from './sections/impact.ts';
import { inventorySection } from './sections/inventory.ts';
import { lossesSection } from './sections/losses.ts';
import { mastersSection } from './sections/masters.ts';
import { outcomesSection } from './sections/outcomes.ts';
import { provenanceSection } from './sections/provenance.ts';
import { quarantineSection } from './sections/quarantine.ts';
import { referencesSection } from './sections/references.ts';
import { samplesSection } from './sections/samples.ts';
import { valuesSection } from './sections/values.ts';
import { STYLES } from './styles.ts';
import { headlineOf, renderVerdict } from './verdict.ts';

export { lossesCsv, quarantineCsv, RECORDS_HEAD, recordRow, valuesCsv } from './csv.ts';

/** No script, no font, no picture from anywhere: the file holds all it shows. */
const CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

const RENDER: Readonly<Record<SectionId, (facts: PlanFacts, asTyped: (text: string) => string) => Content>> = {
  impact: impactSection,
  outcomes: outcomesSection,
  inventory: inventorySection,
  coverage: coverageSection,
  values: valuesSection,
  masters: mastersSection,
  references: referencesSection,
  losses: lossesSection,
  quarantine: quarantineSection,
  samples: samplesSection,
  drift: driftSection,
  provenance: provenanceSection,
};

/**
 * One HTML document, below 2 MB whatever the facts hold: lists end where their share of the file does and say what has the
 * rest. Nothing in it runs or asks for anything, and no text of the facts can become markup. The same facts give the same bytes.
 * `asTyped` makes the commands in our words those that people type where the report is made.
 */
export function renderReport(facts: PlanFacts, asTyped: (text: string) => string = String): string {
  const sections = SECTIONS.filter((id) => id !== 'impact' || facts.impact.length > 0);
  const rest = sections.filter((id) => id !== 'impact');
  const body = html`<a class="skip" href="#verdict">Skip to the verdict</a>${patterns()}
<header><p class="brand">Ferry · ${facts.reads === 'landing' ? 'mapping impact' : 'dry run'}</p>
<h1>${escaped(facts.route, 120)}</h1>
<p class="muted">Plan <code>${escaped(facts.run, 120)}</code> · ${time(facts.madeAt)} · holds contents of records: keep it as you keep them</p></header>
${contents(facts, sections)}
<main>
${renderVerdict(facts)}
${impactSection(facts)}
${renderFindings(facts, sections, asTyped)}
${rest.map((id) => RENDER[id](facts, asTyped))}
</main>
<footer><p class="muted">Every list that ends early says where the rest is: <code>records.csv</code>, <code>losses.csv</code>, <code>values.csv</code>, <code>quarantine.csv</code> and <code>plan.json</code> lie beside this file.</p></footer>`;
  return `<!doctype html>\n${frame(facts, body).html}\n`;
}

function frame(facts: PlanFacts, body: Html): Html {
  return html`<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${CSP}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${headlineOf(judgePlan(facts)).title}: ${facts.route.slice(0, 120)}</title>
<style>${{ html: STYLES }}</style>
</head>
<body>
${body}
</body>
</html>`;
}

function contents(facts: PlanFacts, sections: readonly SectionId[]): Html {
  return html`<nav class="contents" aria-label="Contents"><ol>
<li><a href="#verdict">Verdict</a></li>${sections.includes('impact') && html`<li><a href="#impact">${TITLES.impact}</a></li>`}<li><a href="#findings">Findings</a></li>
${sections.filter((id) => id !== 'impact').map((id) => html`<li><a href="#${id}">${TITLES[id]}${marks(facts, id)}</a></li>`)}
</ol></nav>`;
}

/** How many findings a section explains that block or should be looked at. */
function marks(facts: PlanFacts, id: SectionId): Content {
  const [blocking, warnings] = [findingsAt(facts, id, 'block'), findingsAt(facts, id, 'warn')];
  return html`${blocking > 0 && html`<b class="stop"> ✕ ${blocking} blocking</b>`}${warnings > 0 && html`<b class="warn"> ! ${warnings} to look at</b>`}`;
}
