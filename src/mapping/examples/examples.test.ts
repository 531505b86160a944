import { expect, test } from 'vitest';
import { ticketMapping } from '../../../test/support/mapping.ts';
import { runExamples } from './examples.ts';

const LINES = `fields:
  kind: { from: k, map: { a: A }, otherwise: quarantine }
  requester: { ref: person, by: who, missing: placeholder }
  body.format: { const: text }
  body.content: text
exclude: [{ when: "k == 't'", because: tests stay }]
examples:
`;

function failures(examples: string): readonly string[] {
  return runExamples(ticketMapping(LINES + examples)).flatMap(({ example, differences }) =>
    differences.map((difference) => `${example}: ${difference}`),
  );
}

test('examples that come out as they say are silent', () => {
  expect(
    failures(`  - { name: a, given: { id: "1", k: a, who: x, text: t, more: 1 }, expect: { kind: A, requester: { ref: person, value: x }, body: { content: t } } }
  - { name: b, given: { id: "1", k: z }, quarantine: { field: kind, code: value-unknown } }
  - { name: c, given: { id: "1", k: t }, exclude: tests stay }
`),
  ).toEqual([]);
});

test('every difference is reported', () => {
  expect(
    failures(`  - { name: a, given: { id: "1", k: a, who: x }, expect: { kind: B, requester: { ref: person, value: y }, body: { content: t } } }
  - { name: b, given: { id: "2", k: a }, quarantine: { field: kind, code: value-unknown } }
  - { name: c, given: { id: "3", k: z }, exclude: tests stay }
  - { name: d, given: { id: "4", k: t }, expect: { kind: A } }
`),
  ).toEqual([
    'a: kind should be "B", but is "A"',
    'a: requester should refer to {"ref":"person","value":"y"}, but refers to a person by "x"',
    'a: body should be {"content":"t"}, but is null',
    'b: should be quarantined (value-unknown at kind), but it is loaded',
    'c: should be excluded, but it is quarantined (value-unknown at kind: holds a value the mapping does not know)',
    'd: should be loaded, but it is excluded (tests stay)',
  ]);
});
