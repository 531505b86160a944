/** Very many findings of one kind are one finding; few are told one by one, and none is lost. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sentenceOf } from '../../messages/sentence.ts';
import type { PlanFinding } from '../../model/finding.ts';
import { groupAlike } from './alike.ts';

function drifted(at: number, lane: string): PlanFinding {
  const params = { kind: 'field', field: `f${at}`, what: '', holds: false };
  return { weight: 'warn', code: 'drift-field', params, lane, records: at };
}

test('a thousand fields are one finding with the first few names, five stay five', () => {
  const many = Array.from({ length: 1_001 }, (_, at) => drifted(at, 'a.b'));
  const few = Array.from({ length: 5 }, (_, at) => drifted(at, 'c.d'));
  const [one, ...others] = groupAlike([...many, ...few]);
  expect(one).toMatchObject({ records: null, further: { count: 1_000, names: ['f1', 'f2', 'f3', 'f4', 'f5'] } });
  expect(sentenceOf('finding', one ?? { code: null })).toBe(
    'new at the source: field f0 — and 1000 more of this kind: f1, f2, f3, f4, f5, …',
  );
  expect(others).toEqual(few);
});

test('every finding is told or stands behind one of its weight, code and lane, in the order given', () => {
  const finding = fc.record({
    weight: fc.constantFrom('block', 'warn', 'note'),
    code: fc.constantFrom('x', 'y'),
    lane: fc.constantFrom('l', null),
    records: fc.constantFrom(1, null),
  });
  fc.assert(
    fc.property(fc.array(finding, { maxLength: 60 }), (all) => {
      const told = groupAlike(all);
      const stands = told.reduce((sum, { further }) => sum + 1 + (further?.count ?? 0), 0);
      expect(stands).toBe(all.length);
      const kinds = new Set(all.map(({ weight, code, lane }) => `${weight} ${code} ${lane}`));
      expect(new Set(told.map(({ weight, code, lane }) => `${weight} ${code} ${lane}`))).toEqual(kinds);
    }),
  );
});
