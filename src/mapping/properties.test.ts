import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyMapping, TABLES } from '../../test/support/any-mapping.ts';
import { anyRecord } from '../../test/support/any-record.ts';
import { compileText, ticketMapping } from '../../test/support/mapping.ts';
import { canonicalJson } from '../model/canonical.ts';
import { SCHEMAS } from '../model/entities/index.ts';

const EVERYTHING = ticketMapping(`fields:
  kind: { from: a, trim: true, squeeze: true, replace: { pattern: "x+", with: "y" }, max: 20, missing: "(none)" }
  tags: { from: [a, b, c], split: ",", unique: true }
  priority: { from: [a, b], matrix: "i | 1 | 2\\n 1 | urgent | high", otherwise: null }
  interruption: { from: b, boolean: true, onError: null }
  requester: { ref: person, by: "a[0].b", missing: placeholder }
  cc: { ref: person, by: "a[]", missing: defer }
  createdAt: { from: a, date: iso, zone: Europe/Berlin, onError: null }
  closedAt: { from: b, date: epoch, onError: null }
  body.format: { const: markdown }
  body.content: { from: c, html: markdown, onError: null }
  custom.raw: a
  custom.text: { from: b, text: true }
  custom.number: { from: c, number: true, onError: null, when: "a != null && b != c" }
each:
  comments:
    from: a[]
    key: { from: b, text: true }
    fields: { internal: { const: true }, body.format: { const: text }, body.content: { from: c, text: true } }
checks: [{ that: "kind.size() > 0 && tags.all(t, t != '')", else: warn }]
exclude: [{ when: "has(a.b) && a.b == 'test'", because: test }]
`);
const CUSTOMER = compileText(`mapping: c
version: 1.0.0
from: s/c@1
to: console/customer@1
key: { from: id, text: true }
identities: [{ kind: code, from: a }]
match: [[code]]
fields:
  name: { template: "{{ a }} {{ b.c }}", missing: "?" }
  aliases: { from: "a[].b", split: ";" }
  tierInputs.revenue: { from: c, number: true }
  benchmark: { from: b, map: { "true": true }, otherwise: null }
`);

test.each([EVERYTHING, CUSTOMER])(
  'whatever a record holds, $name ends it in exactly one way, and what is mapped keeps the contract',
  (mapping) => {
    fc.assert(
      fc.property(anyRecord, (one) => {
        const result = mapping.map(one, 's');
        expect(['mapped', 'excluded', 'quarantined']).toContain(result.kind);
        if (result.kind === 'quarantined') expect(result.problem.code).not.toBe('mapping-fault');
        if (result.kind !== 'mapped') return;
        for (const reference of result.references) expect(reference.value).not.toBe('');
        const { cc: _, ...rest } = result.fields;
        expect(SCHEMAS[mapping.to].safeParse(rest).error?.issues ?? []).toEqual([]);
        expect(canonicalJson(JSON.parse(JSON.stringify(result.fields)))).toBe(canonicalJson(result.fields));
      }),
      { numRuns: 400 },
    );
  },
);

test.each([EVERYTHING, CUSTOMER])('traced or mapped again, $name gives the same', (mapping) => {
  fc.assert(
    fc.property(anyRecord, (one) => {
      const result = mapping.map(one, 's');
      expect(mapping.map(structuredClone(one), 's')).toEqual(result);
      expect(mapping.trace(one, 's').result).toEqual(result);
    }),
    { numRuns: 200 },
  );
});

test('the machine’s zone and language change nothing', () => {
  const before = { TZ: process.env.TZ, LANG: process.env.LANG };
  const records = fc.sample(anyRecord, { numRuns: 60, seed: 7 });
  const dated = { key: 'k', data: { id: '1', a: '2024-10-27T02:30:00', b: '1710000000', c: 'İI' } };
  const outputs = ['UTC', 'America/New_York', 'Asia/Kathmandu'].map((zone) => {
    process.env.TZ = zone;
    process.env.LANG = 'tr_TR.UTF-8';
    return JSON.stringify([dated, ...records].map((one) => EVERYTHING.map(one, 's')));
  });
  Object.assign(process.env, { TZ: before.TZ ?? 'UTC', LANG: before.LANG ?? 'C' });
  expect(new Set(outputs).size).toBe(1);
});

test('whatever a mapping says, it compiles, and every record ends in exactly one way, the same each time', () => {
  const records = fc.array(anyRecord, { minLength: 3, maxLength: 3 });
  let mapped = 0;
  fc.assert(
    fc.property(anyMapping, records, (text, some) => {
      const mapping = compileText(text, TABLES);
      for (const one of some) {
        const result = mapping.map(one, 's');
        expect(['mapped', 'excluded', 'quarantined']).toContain(result.kind);
        if (result.kind === 'mapped') mapped += 1;
        if (result.kind === 'quarantined') expect(result.problem.code).not.toBe('mapping-fault');
        expect(mapping.map(structuredClone(one), 's')).toEqual(result);
        expect(mapping.trace(one, 's').result).toEqual(result);
      }
    }),
    { numRuns: 80 },
  );
  expect(mapped).toBeGreaterThan(0);
}, 60_000);
