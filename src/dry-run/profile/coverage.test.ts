/** What becomes of source fields: counted over whole records, so that shares can be checked by hand. */
import { describe, expect, it } from 'vitest';
import { ticketMapping } from '../../../test/support/mapping.ts';
import { lookAt, subjectOf } from '../../../test/support/profiled-record.ts';
import type { JsonObject } from '../../model/json.ts';
import { countCoverage } from './coverage.ts';

const MAPPING = ticketMapping(
  [
    'fields:',
    '  custom.short: { from: short, max: 10 }',
    '  custom.level: { from: level, missing: none }',
    '  custom.state: { from: state, map: { a: b }, otherwise: quarantine }',
    'each:',
    '  comments:',
    '    from: notes[]',
    '    key: n',
    '    fields:',
    '      body.content: { from: t, max: 5 }',
    '      body.format: { const: markdown }',
    '      internal: { const: true }',
    `      at: "record['Opened at']"`,
    'ignore:',
    '  - { field: chatter, because: nobody reads it }',
  ].join('\n'),
);

function coverageOf(...records: readonly JsonObject[]) {
  const counter = countCoverage(subjectOf(MAPPING));
  for (const data of records) counter.add(lookAt(MAPPING, data));
  const { lane, fields } = counter.facts();
  return { lane, fields, of: (name: string) => fields.find(({ field }) => field === name) };
}

function sum({ mapped, lossy, defaulted, ignored, unmapped }: ReturnType<typeof coverageOf>['lane']): number {
  return mapped + lossy + defaulted + ignored + unmapped;
}

describe('coverage', () => {
  it('weighs every filled field once: whole, cut, ignored or not mapped', () => {
    const { lane, of } = coverageOf({ short: 'x'.repeat(11), level: 'low', chatter: 'psst', stray: 'who?' });
    expect(lane).toMatchObject({ mapped: 2 / 5, lossy: 1 / 5, defaulted: 0, ignored: 1 / 5, unmapped: 1 / 5 });
    expect(of('stray')).toMatchObject({ fate: 'unmapped', examples: ['who?'] });
    expect(of('chatter')).toMatchObject({ fate: 'ignored', because: 'nobody reads it', examples: [] });
  });

  it('counts a default in the place of a blank field, and of one that is not there at all', () => {
    const { lane, of } = coverageOf({ level: ' ' }, {});
    expect(of('level')).toMatchObject({ filled: 0, defaulted: 2 });
    expect(lane).toMatchObject({ mapped: 0.5, defaulted: 0.5 });
  });

  it('counts fields of records that are not loaded as filled, and towards no share', () => {
    const { lane, of } = coverageOf({ state: 'a', level: 'x' }, { state: 'limbo', level: 'x', stray: 1 });
    expect(of('state')?.filled).toBe(2);
    expect(of('stray')?.filled).toBe(1);
    expect(lane).toMatchObject({ mapped: 1, unmapped: 0 });
  });

  it('finds the field behind a loss in an item of a list, and fields that blocks read of the record by a quoted name', () => {
    const notes = [{ n: 1, t: 'much too long' }];
    const { of } = coverageOf({ notes, 'Opened at': '2024-01-01T00:00:00Z', level: 'x' });
    expect(of('notes')).toMatchObject({ filled: 1, lossy: 1 });
    expect(of('Opened at')?.targets.map(({ field }) => field)).toEqual(['comments[].at']);
  });

  it('sums to one whatever happens, and to nothing where no record is loaded', () => {
    const many = Array.from({ length: 50 }, (_, at) => ({
      short: 'y'.repeat(at),
      level: at % 3 === 0 ? '' : 'x',
      [`f${at}`]: at,
    }));
    expect(sum(coverageOf(...many).lane)).toBeCloseTo(1, 12);
    expect(sum(coverageOf({ state: 'limbo' }).lane)).toBe(0);
  });

  it('counts two thousand fields by name, and no field that does not exist', () => {
    const wild = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`wild${at}`, 1]));
    const { lane, fields } = coverageOf({ ...wild, short: 'z', level: 'x' }, { level: 'x' });
    expect(lane.unmappedFields).toEqual({ total: 2_000, capped: false, records: 1 });
    expect(fields.filter(({ fate }) => fate === 'unmapped').map(({ field }) => field)).toHaveLength(2_000);
    expect(fields.every(({ field, filled }) => filled <= 2 && !field.startsWith('('))).toBe(true);
  });

  it('says that there are more fields than are counted, and weighs those too', () => {
    const wild = Object.fromEntries(Array.from({ length: 6_000 }, (_, at) => [`wild${at}`, 1]));
    const { lane, of } = coverageOf({ ...wild, short: 'z', level: 'x' });
    expect(lane.unmappedFields).toEqual({ total: 5_000, capped: true, records: 1 });
    expect(of('short')?.filled).toBe(1);
    expect(lane.unmapped).toBeCloseTo(6_000 / 6_003, 12);
  });

  it('counts a record once for names that are told apart only far behind', () => {
    const long = 'n'.repeat(300);
    const { fields, lane } = coverageOf({ [`${long}1`]: 'a', [`${long}2`]: 'b', level: 'x' });
    expect(fields.filter(({ fate }) => fate === 'unmapped').map(({ filled }) => filled)).toEqual([1]);
    expect(lane.suggestion).toBeNull();
  });

  it('takes what holds nothing as empty, however it is written, and lists a mapped field that no record fills', () => {
    const { of } = coverageOf({ notes: [{}], short: {}, chatter: [], stray: { a: [''] }, level: 'x' });
    expect(of('notes')).toMatchObject({ fate: 'mapped', filled: 0 });
    expect(of('short')).toMatchObject({ fate: 'mapped', filled: 0 });
    expect(of('chatter')).toMatchObject({ fate: 'ignored', filled: 0 });
    expect(of('stray')).toBeUndefined();
  });

  it('proposes lines that ignore what nobody maps: they compile once somebody says why, and not before', () => {
    const { lane } = coverageOf({ 'Issue key': '1', 'a: b': '2', '#': '3', level: 'x' });
    const lines = (lane.suggestion ?? '').split('\n').map((line) => `  ${line}`);
    const pasted = (text: string) => ticketMapping(`fields:\n  custom.level: level\nignore:\n${text}`);
    expect(() => pasted(lines.join('\n'))).toThrow('*WHY');
    const { ignores } = pasted(lines.join('\n').replaceAll('*WHY', 'no'));
    expect(ignores.map(({ field }) => field).sort()).toEqual(['#', 'Issue key', 'a: b']);
  });
});
