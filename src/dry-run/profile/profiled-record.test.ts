/** Paths as the profile reads them: the grammar of mappings, seen from a whole record. */
import { describe, expect, it } from 'vitest';
import { isFilled, topField, walkTo } from './profiled-record.ts';

const record = {
  'Opened at': 'noon',
  'a.b': { "it's": 1 },
  notes: [{ by: 'alice', to: ['x', 'y'] }, { by: null }, { by: 'bob' }],
  record: { id: 7 },
};

describe('a path', () => {
  it.each([
    ["['Opened at']", ['noon']],
    ["[\"a.b\"]['it''s']", [1]],
    ['notes[0].by', ['alice']],
    ['notes[2].by', ['bob']],
    ['notes[9].by', []],
    ['notes[].by', ['alice', 'bob']],
    ['notes.by', ['alice', 'bob']],
    ['notes[0].to[1]', ['y']],
    ['notes[].to', ['x', 'y']],
    ['record.id', [7]],
    ['constructor', []],
  ])('%s leads to %j', (path, values) => {
    expect(walkTo(path)(record)).toEqual(values);
  });

  it.each([
    ["['Opened at']", 'Opened at'],
    ['["a.b"].c', 'a.b'],
    ['notes[0].by', 'notes'],
    ['record.id', 'record'],
    ['', null],
    ['[]', null],
  ])('%s reads the field %j', (path, field) => {
    expect(topField(path)).toBe(field);
  });

  it('of a field is filled by anything but blanks', () => {
    const blank = [' ', [], [null, ''], null, {}, { a: '' }, [{}], [[{ a: [] }]]];
    expect(blank.filter(isFilled)).toEqual([]);
    const filled = [0, false, ['', 'x'], { a: 0 }, [{}, { a: { b: 'x' } }]];
    expect(filled.filter((value) => !isFilled(value))).toEqual([]);
  });
});
