/** A bound on names hides none of what is counted under those that are kept, and doesn't depend on the order they come in. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { namedParts } from './bounded-names.ts';

const names = fc.array(fc.string({ maxLength: 2 }), { maxLength: 200 });

function counted(all: readonly string[], most: number) {
  const parts = namedParts<{ count: number }>(most);
  for (const name of all) {
    const part = parts.of(name, () => ({ count: 0 }));
    if (part !== undefined) part.count += 1;
  }
  return { parts: parts.all().map(([name, { count }]) => ({ name, count })), isCapped: parts.isCapped() };
}

test('the first names are kept with all that came under them, and it is said when there were more', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 20 }), (all, most) => {
      const distinct = [...new Set(all)].sort((a, b) => (a < b ? -1 : 1));
      const expected = distinct
        .slice(0, most)
        .map((name) => ({ name, count: all.filter((one) => one === name).length }));
      expect(counted(all, most)).toEqual({ parts: expected, isCapped: distinct.length > most });
    }),
  );
});

test('another order gives the same', () => {
  fc.assert(
    fc.property(names, fc.integer({ min: 1, max: 9 }), (all, most) => {
      expect(counted([...all].reverse(), most)).toEqual(counted(all, most));
    }),
  );
});
