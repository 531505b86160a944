/** What tables were asked for: nothing asked gets lost from the counts, however many values a source has. */
import { describe, expect, it } from 'vitest';
import { ticketMapping } from '../../../test/support/mapping.ts';
import { lookAt, subjectOf } from '../../../test/support/profiled-record.ts';
import { countTables } from './observed-tables.ts';

const MAPPING = ticketMapping(
  'fields:\n  custom.state: { from: state, map: { a: b, c: d }, otherwise: null }\n  custom.plain: plain\n',
);

function tableOf(states: readonly string[]) {
  const counter = countTables(subjectOf(MAPPING));
  for (const state of states) counter.add(lookAt(MAPPING, { state }));
  const [table, ...others] = counter.facts();
  expect(others).toEqual([]);
  if (table === undefined) throw new Error('no table was asked');
  return { ...table, sum: table.values.shown.reduce((sum, { count }) => sum + count, 0) };
}

describe('observed values', () => {
  it('count what was asked, unknown values first', () => {
    const { values, unknown, suggestion, sum } = tableOf(['a', 'a', 'x', 'c']);
    expect(values).toEqual({
      total: 3,
      shown: [
        { value: 'x', count: 1, known: false },
        { value: 'a', count: 2, known: true },
        { value: 'c', count: 1, known: true },
      ],
    });
    expect({ unknown, sum }).toEqual({ unknown: 1, sum: 4 });
    expect(suggestion).toContain('x: *CHOOSE');
  });

  it('add up beyond what is shown, and say how many there are in all', () => {
    const states = Array.from({ length: 3_000 }, (_, at) => `s${at}`);
    const { values, unknown, sum } = tableOf([...states, ...states.slice(0, 5), 'a']);
    expect(sum).toBe(3_006);
    expect(unknown).toBe(3_005);
    expect(values.total).toBe(3_001);
    expect(values.shown).toHaveLength(2_000);
    expect(values.shown.slice(-2)).toEqual([
      { value: '(others)', count: 1_002, known: false },
      { value: '(others)', count: 1, known: true },
    ]);
  });

  it('add up beyond what is remembered', () => {
    const { values, sum } = tableOf(Array.from({ length: 20_500 }, (_, at) => `s${at}`));
    expect({ sum, total: values.total }).toEqual({ sum: 20_500, total: 20_000 });
  });

  it('mark values of which only the beginning is known', () => {
    const { values, suggestion } = tableOf(['y'.repeat(300)]);
    expect(values.shown[0]?.value).toBe(`${'y'.repeat(199)}…`);
    expect(suggestion).toMatch(/^# "y/);
  });

  it('are nothing where no record came', () => {
    expect(countTables(subjectOf(MAPPING)).facts()).toEqual([]);
  });
});
