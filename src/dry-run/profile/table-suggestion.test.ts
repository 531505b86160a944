/** Lines proposed for a mapping's table: what a person pastes must compile or be refused at its place, whatever a source holds. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf, ticketMapping } from '../../../test/support/mapping.ts';
import { MappingError } from '../../mapping/mapping-error.ts';
import { readSourceText } from '../../mapping/source-text.ts';
import type { TableFact } from '../../model/mapping-facts.ts';
import { suggestLines } from './table-suggestion.ts';

const STATUS: TableFact = {
  kind: 'map',
  lists: [],
  takes: ['new', 'open', 'pending', 'solved', 'closed'],
  otherwise: 'quarantine',
};
const FREE: TableFact = { ...STATUS, takes: [] };
const HOSTILE = [
  ...['a\nb', 'a: b', 'a #b', '#', '"', "'", '\\', '\t', '\r\n', '\u0000', '\u0085', '\u2028', '\ufeff', '\u202e'],
  ...['yes', 'No', 'null', '~', '1e3', '0x10', '.inf', '-', '?', '? a', '- a', '{a', '[', '*a', '&a', '!a', '|', '>'],
  ...['%', '@', '`', '<<', '', ' ', ' a ', '__proto__', 'constructor', '---', '...', '\ud800', '😀', '\u{e0001}'],
];

/** The lines as a value of `map`, or the issues that the mapping reader has with them. */
function pasted(lines: string) {
  const text = `map:\n${lines
    .split('\n')
    .map((line) => `  ${line}`)
    .join('\n')}\n  end: open\n`;
  return readSourceText('m.yaml', text);
}

function linesFor(values: readonly string[], table: TableFact = STATUS): string {
  return (
    suggestLines(
      table,
      values.map((value) => ({ value, count: 2 })),
    ) ?? ''
  );
}

describe('proposed lines', () => {
  it('guess a word that means the same, and say that it is a guess', () => {
    expect(linesFor(['Resolved'])).toBe('Resolved: solved # guessed: check it; in 2 records');
  });

  it('never compile where nobody decided, not even for a field that takes any text', () => {
    for (const table of [STATUS, FREE]) {
      const { issues } = pasted(linesFor(['Resolved', 'limbo'], table));
      expect(issues[0]).toMatchObject({ line: table === STATUS ? 3 : 2 });
      expect(issues.every(({ message }) => message.includes('*CHOOSE'))).toBe(true);
    }
  });

  it('name the line that waits for a decision when the mapping is compiled', () => {
    const lines = `  custom.x:\n    from: a\n    map:\n      ${linesFor(['limbo'], FREE)}\n    otherwise: null`;
    let caught: unknown;
    try {
      ticketMapping(`fields:\n${lines}\n`);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(MappingError);
    expect(String(caught)).toContain('m.yaml:13:');
  });

  it('give every value back as it was, once decided', () => {
    const texts = fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 199 }), fc.string());
    fc.assert(
      fc.property(fc.uniqueArray(texts, { minLength: 1, maxLength: 20 }), (values) => {
        const lines = linesFor(values, FREE);
        const { value, issues } = pasted(lines.replaceAll('*CHOOSE', 'open'));
        expect(issues).toEqual([]);
        const read = Object.keys(Object(Object(value).map)).filter((key) => key !== 'end');
        const left = lines.split('\n').filter((line) => line.startsWith('# ')).length;
        expect(read.every((key) => values.includes(key))).toBe(true);
        expect(read.length + left).toBe(values.filter((one) => one !== 'end').length);
      }),
      { numRuns: 300 },
    );
  });

  it('comment out what was cut: the beginning of a value is no key', () => {
    const lines = linesFor(['x'.repeat(200), '\u0001'.repeat(199), 'fine']);
    expect(pasted(lines.replaceAll('*CHOOSE', 'open')).value).toEqual({ map: { fine: 'open', end: 'open' } });
    expect(lines.split('\n').map((line) => line.startsWith('# '))).toEqual([true, true, false]);
  });

  it('work as a table: the value that was unknown is loaded', () => {
    const line = linesFor(['on: # "hold"']).replace(/\*CHOOSE.*$/, 'pending');
    expect(outcomeOf(`{ from: a, map: { ${line} }, otherwise: null }`, { a: 'on: # "hold"' })).toBe('pending');
  });
});
