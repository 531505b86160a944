/** One value for another: by a map in the rule, by a matrix of two axes, by a table in a file. */
import { z } from 'zod';
import type { JsonValue } from '../../model/json.ts';
import { noteAsked } from '../journal.ts';
import { asJson } from '../source-text.ts';
import { readTable } from '../tables.ts';
import { isList, isScalar } from '../values.ts';
import { defineOperation, type RuleContext } from './operation.ts';
import { otherwise, otherwiseKey, perItem } from './steps.ts';

export const map = defineOperation({
  name: 'map',
  stage: 'choose',
  about: 'one value for another; `otherwise` says what happens with those not listed',
  keys: { map: z.record(z.string(), z.unknown()), otherwise: otherwiseKey },
  lists: (rule) => Object.keys(rule.map),
  example: {
    rule: '{ from: a, map: { "1": open, "2": closed }, otherwise: quarantine }',
    given: 1,
    gives: 'open',
    fails: { given: 3, code: 'value-unknown' },
  },
  compile: (rule, context) => {
    const choices = new Map(Object.entries(rule.map).map(([from, to]) => [from, asJson(to)]));
    for (const [from, to] of choices) context.written(['map', from], to);
    const other = otherwise(rule.otherwise, context);
    return perItem((value, frame) => {
      const chosen = isScalar(value) ? choices.get(String(value)) : undefined;
      if (isScalar(value)) noteAsked(frame, context.path, { value: String(value), known: chosen !== undefined });
      return chosen === undefined ? other(value, frame) : chosen;
    });
  },
});

export const matrix = defineOperation({
  name: 'matrix',
  stage: 'choose',
  about: 'a table: the first path of `from` picks the row, the second the column',
  keys: { matrix: z.string().min(1), otherwise: otherwiseKey },
  gives: 'one',
  lists: (rule) => parseMatrix(rule.matrix, { report: () => undefined, written: () => undefined })?.keys() ?? [],
  example: {
    rule: '{ from: [a, a], matrix: "x | 1 | 2\\n1 | P1 | P2\\n2 | P2 | P3", otherwise: quarantine }',
    given: 1,
    gives: 'P1',
    fails: { given: 3, code: 'value-unknown' },
  },
  compile: (rule, context) => {
    if (context.sources.length !== 2) {
      context.report('matrix', 'matrix needs from: [rows, columns]');
      return null;
    }
    const cells = parseMatrix(rule.matrix, context);
    if (cells === null) return null;
    const other = otherwise(rule.otherwise, context);
    return (value, frame) => {
      const [row = null, column = null] = isList(value) ? value : [];
      const asked = isScalar(row) && isScalar(column) ? cellName(String(row), String(column)) : null;
      const chosen = asked === null ? undefined : cells.get(asked);
      if (asked !== null) noteAsked(frame, context.path, { value: asked, known: chosen !== undefined });
      return chosen === undefined ? other(value, frame) : chosen;
    };
  },
});

export const lookup = defineOperation({
  name: 'lookup',
  stage: 'choose',
  about: 'finds the row of a CSV table whose column `by` holds the value, and takes its column `take`',
  keys: { lookup: z.string(), by: z.string(), take: z.string(), otherwise: otherwiseKey },
  tableKeys: { table: 'lookup', by: 'by', take: 'take' },
  lists: (rule, tables) => readTable(rule, { tables, tableNames: [], report: () => undefined })?.keys() ?? [],
  example: {
    rule: '{ from: a, lookup: levels.csv, by: code, take: level, otherwise: quarantine }',
    given: 'a',
    gives: 'gold',
    fails: { given: 'z', code: 'value-unknown' },
    tables: { 'levels.csv': 'code,level\na,gold\n' },
  },
  compile: (rule, context) => {
    const table = readTable(rule, context);
    if (table === null) return null;
    for (const value of new Set(table.values())) context.written(['take'], value);
    const other = otherwise(rule.otherwise, context);
    return perItem((value, frame) => {
      const found = isScalar(value) ? table.get(String(value)) : undefined;
      if (isScalar(value)) noteAsked(frame, context.path, { value: String(value), known: found !== undefined });
      return found === undefined ? other(value, frame) : found;
    });
  },
});

/** Values by `row | column`; null after reporting what is wrong with the table. */
function parseMatrix(
  text: string,
  context: Pick<RuleContext, 'report' | 'written'>,
): ReadonlyMap<string, JsonValue> | null {
  const [head, ...rows] = text
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells.some((cell) => cell !== '' && !/^-+$/.test(cell)));
  const columns = head?.slice(1) ?? [];
  const cells = new Map<string, JsonValue>();
  for (const [row = '', ...values] of rows) {
    if (values.length !== columns.length) {
      context.report('matrix', `row ${row} has ${values.length} cells, the head has ${columns.length}`);
      return null;
    }
    for (const [index, value] of values.entries()) {
      if (value === '') continue;
      context.written(['matrix'], value);
      cells.set(cellName(row, columns[index] ?? ''), value);
    }
  }
  return cells;
}

/** How a cell of a matrix is named in facts, profiles and suggestions. */
function cellName(row: string, column: string): string {
  return `${row} | ${column}`;
}
