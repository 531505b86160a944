/** Circles among records: found once each, also where they lead through several lanes. */
import { expect, test } from 'vitest';
import { findCycles } from './cycles.ts';

test('a circle is found once, records that lead into it are not part of it', () => {
  const finder = findCycles();
  finder.add('a:article:1', { parent: 'b:article:2' });
  finder.add('b:article:2', { parent: 'a:article:1' });
  finder.add('a:article:3', { parent: 'a:article:1' });
  finder.add('a:article:4', { parent: 'a:article:5' });
  expect(finder.facts()).toEqual({
    total: 1,
    records: 2,
    shown: [{ field: 'parent', keys: ['a:article:1', 'b:article:2'] }],
  });
});

test('a later write takes a link back, and one record may lead to itself', () => {
  const finder = findCycles();
  finder.add('a:ticket:1', { mergedInto: 'a:ticket:1' });
  finder.add('a:ticket:2', { mergedInto: 'a:ticket:2' });
  finder.add('a:ticket:2', { mergedInto: null });
  expect(finder.facts().shown).toEqual([{ field: 'mergedInto', keys: ['a:ticket:1'] }]);
});
