import { expect, test } from 'vitest';
import { mergeContributions } from './survivorship.ts';

const contribution = (source: string, fields: Record<string, string | null>) => ({
  externalKey: 'b:customer:1',
  source,
  lane: `${source}.x`,
  fields,
});

test('gives each field to the first source in order that says anything', () => {
  const contributions = [
    contribution('a', { name: 'A', tier: null }),
    contribution('b', { name: 'B', tier: 'gold', code: '1' }),
  ];
  expect(mergeContributions('b:customer:1', contributions, ['a', 'b'])).toEqual({ name: 'A', tier: 'gold', code: '1' });
  expect(mergeContributions('b:customer:1', contributions, ['b', 'a'])).toEqual({ name: 'B', tier: 'gold', code: '1' });
});

test('merges alike in every route that names only some of the sources', () => {
  const contributions = [contribution('a', { name: 'A' }), contribution('b', { name: 'B' })];
  for (const precedence of [['a'], ['b'], []]) {
    expect(mergeContributions('b:customer:1', contributions, precedence)).toEqual({ name: 'B' });
  }
});
