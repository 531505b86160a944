import fc from 'fast-check';
import { expect, test } from 'vitest';
import { areRelated, type FieldPath, gatherFields, isDeclared, spellPath } from './source-fields.ts';

const names = fc.array(fc.string({ minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 });

test('two paths are spelled alike only when they are the same', () => {
  fc.assert(
    fc.property(names, names, (one, other) => {
      expect(spellPath(one) === spellPath(other)).toBe(JSON.stringify(one) === JSON.stringify(other));
    }),
    { numRuns: 500 },
  );
  expect(spellPath(['工单', 'due date', "it's"])).toBe("工单['due date']['it''s']");
});

test('a field is declared when it or something in it is named', () => {
  const paths: FieldPath[] = [['front', 'draft'], ['title']];
  expect(isDeclared({ paths }, ['front'])).toBe(true);
  expect(isDeclared({ paths }, ['front', 'draft'])).toBe(true);
  expect(isDeclared({ paths }, ['front', 'status'])).toBe(false);
  expect(isDeclared({ paths }, ['title', 'x'])).toBe(false);
  expect(areRelated(['front'], ['front', 'draft'])).toBe(true);
  expect(areRelated(['front', 'a'], ['front', 'b'])).toBe(false);
});

test('what objects hold is gathered by name, through lists', () => {
  const fields = gatherFields();
  fields.add({ rows: [{ a: 1 }, { b: { c: null } }] }, []);
  fields.add('text', ['title']);
  expect(fields.paths().map(spellPath)).toEqual(['rows', 'rows.a', 'rows.b', 'rows.b.c']);
});
