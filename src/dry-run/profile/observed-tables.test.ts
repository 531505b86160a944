/** What tables were asked for: nothing asked gets lost from the counts, however many values a source has. */
import { describe, expect, it } from 'vitest';
import { ticketMapping } from '../../../test/support/mapping.ts';
import { lookAt, subjectOf } from '../../../test/support/profiled-record.ts';
import { countTables } from './observed-tables.ts';

const MAPPING = ticketMapping(
  [
    'fields:',
    '  custom.state: { from: state, map: { a: b, c: d }, otherwise: null }',
    '  custom.plain: plain',
    'each:',
    '  comments:',
    '    from: notes[]',
    '    key: n',
    '    fields:',
    '      body.content: { from: t, map: { x: y }, otherwise: { const: z } }',
    '      body.format: { const: markdown }',
    '      internal: { const: true }',
  ].join('\n'),
);

function tableOf(states: readonly string[]) {
  const counter = countTables(subjectOf(MAPPING));
  for (const state of states) counter.add(lookAt(MAPPING, { state }));
  const [table, ...others] = counter.facts();
  expect(others).toEqual([]);
  if (table === undefined) throw new Error('no table was asked');
  return table;
}

describe('observed values', () => {
  it('count what was asked, unknown values first', () => {
    const { values, unknown, suggestion } = tableOf(['a', 'a', 'x', 'c']);
    expect(values).toEqual({
      total: 3,
      shown: [
        { value: 'x', count: 1, known: false },
        { value: 'a', count: 2, known: true },
        { value: 'c', count: 1, known: true },
      ],
    });
    expect(unknown).toEqual({ values: 1, records: 1, capped: false });
    expect(suggestion).toContain('x: *CHOOSE');
  });

  it('count records: one value in many records is one value, and many times in one record is one record', () => {
    const counter = countTables(subjectOf(MAPPING));
    const notes = [
      { n: '1', t: 'u' },
      { n: '2', t: 'u' },
      { n: '3', t: 'v' },
      { n: '4', t: 'x' },
    ];
    for (const id of ['1', '2', '3']) counter.add(lookAt(MAPPING, { id, notes }));
    const table = counter.facts().find(({ target }) => target === 'comments[].body.content');
    expect(table?.unknown).toEqual({ values: 2, records: 3, capped: false });
    expect(table?.values.shown.map(({ value, count }) => `${value} ${count}`)).toEqual(['u 3', 'v 3', 'x 3']);
  });

  it('say how many there are beyond what is shown', () => {
    const states = Array.from({ length: 3_000 }, (_, at) => `s${at}`);
    const { values, unknown } = tableOf([...states, ...states.slice(0, 5), 'a']);
    expect(unknown).toEqual({ values: 3_000, records: 3_005, capped: false });
    expect(values.total).toBe(3_001);
    expect(values.shown).toHaveLength(2_000);
    expect(values.shown.slice(0, 5).every(({ count }) => count === 2)).toBe(true);
  });

  it('say that there are more than are counted, and still count their records', () => {
    const { values, unknown } = tableOf(Array.from({ length: 20_500 }, (_, at) => `s${at}`));
    expect(unknown).toEqual({ values: 20_000, records: 20_500, capped: true });
    expect(values).toMatchObject({ total: 20_000, capped: true });
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
