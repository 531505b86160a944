/** Samples take edge cases first, the same ones every time, and never more than asked for. */
import { expect, test } from 'vitest';
import type { SourceRecord } from '../../model/record.ts';
import { type Chosen, sampler } from './sampler.ts';

const plain = (key: string, more: SourceRecord['data'] = {}): SourceRecord => ({
  key,
  data: { title: `title of ${key}`, state: 'open', at: '2024-05-06T00:00:00Z', ...more },
});

const RECORDS: readonly SourceRecord[] = [
  ...Array.from({ length: 200 }, (_, at) => plain(`T${at}`)),
  plain('long', { body: 'x'.repeat(5000) }),
  plain('old', { at: '1998-01-02' }),
  plain('full', { files: Array.from({ length: 9 }, (_, at) => ({ id: at })) }),
  plain('rare', { state: 'limbo' }),
];

function sampleOf(records: readonly SourceRecord[], size: number): readonly Chosen[] {
  const sample = sampler(size);
  for (const record of records) sample.add(record);
  return sample.chosen();
}

test('the first of each kind comes before the second of any', () => {
  const chosen = sampleOf(RECORDS, 5);
  expect(chosen.map(({ record, why }) => [why, record.key]).slice(0, 4)).toEqual([
    ['longest', 'long'],
    ['oldest', 'old'],
    ['most-attachments', 'full'],
    ['rarest-value', 'rare'],
  ]);
  expect(chosen.at(-1)?.why).toBe('ordinary');
});

test('the same records in another order give the same sample', () => {
  const keys = (chosen: readonly Chosen[]) => chosen.map(({ record, why }) => `${why} ${record.key}`);
  expect(keys(sampleOf([...RECORDS].reverse(), 30))).toEqual(keys(sampleOf(RECORDS, 30)));
});

test('a sample larger than the source is all of it, each record once', () => {
  const chosen = sampleOf(RECORDS, 1000);
  expect(new Set(chosen.map(({ record }) => record.key)).size).toBe(RECORDS.length);
  expect(chosen).toHaveLength(RECORDS.length);
});

test('fields with nothing but different values have no rare ones', () => {
  const ids = Array.from({ length: 50 }, (_, at) => ({ key: `K${at}`, data: { id: `id-${at}` } }));
  expect(sampleOf(ids, 10).filter(({ why }) => why === 'rarest-value')).toEqual([]);
});

test('of many fields the same ones count, whatever comes first', () => {
  const wide = Array.from({ length: 90 }, (_, at) => ({
    key: `K${at}`,
    data: { [`field ${at}`]: 'once', [`field ${(at + 1) % 90}`]: 'twice' },
  }));
  const keys = (chosen: readonly Chosen[]) => chosen.map(({ record, why }) => `${why} ${record.key}`);
  expect(keys(sampleOf([...wide].reverse(), 30))).toEqual(keys(sampleOf(wide, 30)));
});

test('a record nested too deeply to be written down comes first, and stops nothing', () => {
  let deep: SourceRecord['data'] = {};
  for (let level = 0; level < 200_000; level++) deep = { deep };
  const [first, ...others] = sampleOf([...RECORDS, { key: 'deep', data: deep }], 5);
  expect([first?.record.key, first?.why, others.length]).toEqual(['deep', 'longest', 4]);
});
