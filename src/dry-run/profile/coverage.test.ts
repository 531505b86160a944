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

  it('counts fields beyond the bound together, never those of the mapping', () => {
    const wild = Object.fromEntries(Array.from({ length: 1_500 }, (_, at) => [`wild${at}`, 1]));
    const { lane, fields, of } = coverageOf({ ...wild, short: 'z', level: 'x' });
    expect(of('(others)')?.filled).toBe(500);
    expect(fields.at(-1)?.field).toBe('(others)');
    expect(of('short')?.filled).toBe(1);
    expect(lane.unmapped).toBeCloseTo(1_500 / 1_503, 12);
  });
});
