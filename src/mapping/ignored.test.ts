import { describe, expect, test } from 'vitest';
import { ticketMapping } from '../../test/support/mapping.ts';
import { MappingError } from './mapping-error.ts';

function mistakes(lines: string): readonly string[] {
  try {
    ticketMapping(lines);
    return [];
  } catch (error) {
    if (error instanceof MappingError) return error.issues.map(({ message }) => message);
    throw error;
  }
}

const ignoring = (field: string) => `ignore: [{ field: ${JSON.stringify(field)}, because: x }]\n`;

describe('ignored and used', () => {
  test.each([
    ['a', 'kind: a'],
    ["['a']", 'kind: a'],
    ['a', `kind: "['a']"`],
    ["['a.b']", `kind: "['a.b']"`],
    ['a.b', `kind: "['a.b']"`],
    ['a.b', 'kind: a.b'],
    ["a['b']", 'kind: a.b'],
    ['a', 'kind: a.b'],
    ['a.b', 'custom: a'],
    ['rows[].x', 'custom.x: "rows[0].x"'],
    ['rows', 'custom.x: "rows[].x"'],
    ['rows[]', 'custom.x: rows'],
    ['a', `kind: { const: x, when: "record['a'] == 'y'" }`],
    ['a', 'kind: { template: "{{ a }}" }'],
    ['a', 'requester: { ref: person, by: a }'],
  ])('is found for %s beside %s', (field, rule) => {
    expect(mistakes(`fields:\n  ${rule}\n${ignoring(field)}`)).toEqual([`${field} is ignored and used`]);
  });

  test.each([
    ['ab', 'kind: a'],
    ['a', `kind: "['a.b']"`],
    ['a.c', 'kind: a.b'],
    ["['a']['b.c']", 'kind: a.b'],
    ['rows[].y', 'custom.x: "rows[].x"'],
  ])('is not said of %s beside %s', (field, rule) => {
    expect(mistakes(`fields:\n  ${rule}\n${ignoring(field)}`)).toEqual([]);
  });

  test('of a list that is gone over, parts of its items can be ignored, the list itself cannot', () => {
    const each = 'each: { watchers: { from: rows, fields: { role: kind } } }\n';
    expect(mistakes(each + ignoring('rows[].secret'))).toEqual([]);
    expect(mistakes(each + ignoring('rows[].kind'))).toEqual(['rows[].kind is ignored and used']);
    expect(mistakes(each + ignoring('rows'))).toEqual(['rows is ignored and used']);
  });
});

test.each([
  ["['Cost Centre']", 'Cost Centre', ['Cost Centre']],
  ['Cost Centre', 'Cost Centre', ['Cost Centre']],
  ["['user.email']", 'user.email', ['user.email']],
  ['front.draft', 'front.draft', ['front', 'draft']],
  ['rows[].x', 'rows[].x', ['rows', 'x']],
  ["it's", "it's", ["it's"]],
])('%s is ignored as %s', (written, field, names) => {
  const mapping = ticketMapping(ignoring(written));
  expect(mapping.ignores).toMatchObject([{ field, names, because: 'x' }]);
  expect(mapping.uses).toContain(field);
  expect(mapping.facts.uses).not.toContain(field);
});
