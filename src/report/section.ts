/** What every section shares: its heading, its one-sentence lead, and how much of the file it may take. */
import type { Some } from '../model/plan-facts/bounded-list.ts';
import { type Content, type Html, html } from './html.ts';
import type { Unlisted } from './table.ts';

/** The sections in which findings are explained; also the anchors of the page. */
export const SECTIONS = [
  'impact',
  'outcomes',
  'inventory',
  'coverage',
  'values',
  'masters',
  'references',
  'losses',
  'quarantine',
  'samples',
  'drift',
  'provenance',
] as const;
export type SectionId = (typeof SECTIONS)[number];

/** Numbered, so that paper can be followed too. */
export const TITLES: Readonly<Record<SectionId, string>> = {
  impact: 'Impact of the changed mappings',
  outcomes: '1. What will happen',
  inventory: '2. What the source has',
  coverage: '3. Coverage of source fields',
  values: '4. Observed values',
  masters: '5. People, customers and other masters',
  references: '6. References, cycles, duplicates',
  losses: '7. Losses',
  quarantine: '8. Quarantine',
  samples: '9. Samples, field by field',
  drift: '10. Drift since earlier runs',
  provenance: '11. Where this plan comes from',
};

/** Bytes of each section's lists. Together with findings, frame and styles they stay below two million. */
export const BYTES: Readonly<Record<SectionId, number>> = {
  impact: 120_000,
  outcomes: 120_000,
  inventory: 180_000,
  coverage: 280_000,
  values: 220_000,
  masters: 100_000,
  references: 80_000,
  losses: 100_000,
  quarantine: 240_000,
  samples: 260_000,
  drift: 50_000,
  provenance: 50_000,
};

/** What a section is made of; its heading follows from `id`. */
export interface SectionParts {
  readonly id: SectionId;
  /** What one sees here and what to do with it. */
  readonly lead: Content;
  readonly body: Content;
}

/** A landmark with its heading. */
export function section({ id, lead, body }: SectionParts): Html {
  return html`<section id="${id}" aria-labelledby="${id}-h" class="card">
<h2 id="${id}-h">${TITLES[id]}</h2>
<p class="lead">${lead}</p>
${body}
</section>
`;
}

/** Something to open; printed open. */
export function folded(summary: Content, body: Content): Html {
  return html`<details><summary>${summary}</summary><div class="fold">${body}</div></details>`;
}

/** What stands where all was looked at and nothing found. */
export function nothing(text: string): Html {
  return html`<p class="none">${text}</p>`;
}

/** What stands where there was nothing to look at: it says nothing for or against the data. */
export function notLookedAt(text: string): Html {
  return html`<p class="muted">${text}</p>`;
}

/** What of a list was found but is not among what the facts hold. */
export function unseen<T>(some: Some<T>): Unlisted {
  return { count: Math.max(0, some.total - some.shown.length), capped: some.capped === true };
}

/** An anchor of the page for a lane, whatever its name holds. */
export function anchor(kind: string, lane: string): string {
  return `${kind}-${lane.replace(/[^A-Za-z0-9-]/g, (sign) => `_${sign.codePointAt(0)}`).slice(0, 120)}`;
}
