/** Every text of the facts may be hostile: whatever it holds, the report has the same elements as with harmless texts. */
import fc from 'fast-check';
import rehypeParse from 'rehype-parse';
import { unified } from 'unified';
import { expect, test } from 'vitest';
import { impactFacts } from '../../test/fakes/plan-facts.ts';
import { HOSTILE } from '../../test/fakes/plan-facts-texts.ts';
import type { PlanFacts } from '../model/plan-facts/facts.ts';
import { renderReport } from './index.ts';

/** Fields whose texts are words of ours, parsed before they reach the facts. */
const OURS = ['weight', 'lock', 'fate', 'outcome', 'reads', 'entity', 'settled', 'madeAt', 'kind'];

/** The facts with every other text replaced. */
function replaced(facts: PlanFacts, by: (text: string) => string): PlanFacts {
  return JSON.parse(JSON.stringify(facts), (key, value) =>
    typeof value === 'string' && !OURS.includes(key) ? by(value) : value,
  );
}

interface Node {
  readonly type: string;
  readonly tagName?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly children?: readonly Node[];
}

/** Elements by name, and attributes that could run or load something. */
function elements(report: string): {
  readonly names: Readonly<Record<string, number>>;
  readonly risks: readonly string[];
} {
  const names: Record<string, number> = {};
  const risks: string[] = [];
  const visit = (node: Node): void => {
    if (node.tagName !== undefined) names[node.tagName] = (names[node.tagName] ?? 0) + 1;
    risks.push(
      ...Object.entries(node.properties ?? {})
        .filter(isRisk)
        .map(([name]) => name),
    );
    for (const child of node.children ?? []) visit(child);
  };
  visit(unified().use(rehypeParse).parse(report));
  return { names, risks };
}

function isRisk([name, value]: readonly [string, unknown]): boolean {
  return name === 'href' ? !String(value).startsWith('#') : /^on|^src|^style|^action|^data$/.test(name);
}

/** Spans show what can't be seen and what fits differs with length, so these may differ in number. */
const EVERYWHERE = [
  'html',
  'head',
  'body',
  'meta',
  'title',
  'style',
  'main',
  'nav',
  'section',
  'header',
  'footer',
  'h1',
  'h2',
];

test('makes no element of a hostile text, wherever in the facts it stands', () => {
  const harmless = elements(renderReport(replaced(impactFacts(), () => 'text')));
  const hostile = elements(renderReport(replaced(impactFacts(), () => HOSTILE)));
  expect(Object.keys(hostile.names).sort()).toEqual([...new Set(Object.keys(harmless.names))].sort());
  for (const name of EVERYWHERE) expect(hostile.names[name], name).toBe(harmless.names[name]);
  expect(hostile.risks).toEqual([]);
});

test.each(['', 'valueOf', '__proto__'])('shows %j like any other text', (odd) => {
  const { names, risks } = elements(renderReport(replaced(impactFacts(), () => odd)));
  for (const name of EVERYWHERE) expect(names[name], name).toBe(KNOWN[name] ?? names[name]);
  expect(risks).toEqual([]);
});

test('makes none of any text that chance can find, pieces of markup among it', { timeout: 60_000 }, () => {
  // A text that is empty is shown as such, by an element of ours.
  const known = ['text', ''].flatMap((text) =>
    Object.keys(elements(renderReport(replaced(impactFacts(), () => text))).names),
  );
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '`',
      '</pre>',
      '<!--',
      '-->',
      ']]>',
      '<svg onload=1>',
      '&lt;',
      '\u0000',
      '\uD800',
      '=cmd',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), (pieces) => {
      const { names, risks } = elements(renderReport(replaced(impactFacts(), () => pieces.join(''))));
      expect(Object.keys(names).filter((name) => !known.includes(name))).toEqual([]);
      for (const name of EVERYWHERE) expect(names[name], name).toBe(KNOWN[name] ?? names[name]);
      expect(risks).toEqual([]);
    }),
    { numRuns: 25 },
  );
});

const KNOWN: Readonly<Record<string, number>> = {
  html: 1,
  head: 1,
  body: 1,
  main: 1,
  nav: 1,
  h1: 1,
  style: 1,
  header: 1,
  footer: 1,
};
