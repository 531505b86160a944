/** One value for another: by a map in the rule, by a matrix of two axes, by a table in a file. */
import { z } from 'zod';
import type { JsonValue } from '../../model/json.ts';
import { noteAsked } from '../journal.ts';
import { asJson } from '../source-text.ts';
import { readTable } from '../tables.ts';
import { isList, isScalar } from '../values.ts';
import {
  checkWritten,
  defineOperation,
  otherwise,
  otherwiseKey,
  perItem,
  type RuleContext,
  type Step,
} from './operation.ts';

export const map = defineOperation({
  name: 'map',
  stage: 'choose',
  about: 'one value for another; `otherwise` says what happens with those not listed',
  keys: { map: z.record(z.string(), z.unknown()), otherwise: otherwiseKey },
  compile: (rule, context) => {
    const choices = new Map(Object.entries(rule.map).map(([from, to]) => [from, asJson(to)]));
    for (const [from, to] of choices) checkWritten(context, ['map', from], to);
    const other = checkedOtherwise(rule.otherwise, context);
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
  compile: (rule, context) => {
    if (context.sources.length !== 2) {
      context.report('matrix', 'matrix needs from: [rows, columns]');
      return null;
    }
    const cells = parseMatrix(rule.matrix, context);
    if (cells === null) return null;
    const other = checkedOtherwise(rule.otherwise, context);
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
  compile: (rule, context) => {
    const table = readTable(rule, context);
    if (table === null) return null;
    for (const value of new Set(table.values())) checkWritten(context, ['take'], value);
    const other = checkedOtherwise(rule.otherwise, context);
    return perItem((value, frame) => {
      const found = isScalar(value) ? table.get(String(value)) : undefined;
      if (isScalar(value)) noteAsked(frame, context.path, { value: String(value), known: found !== undefined });
      return found === undefined ? other(value, frame) : found;
    });
  },
});

function checkedOtherwise(choice: z.output<typeof otherwiseKey>, context: RuleContext): Step {
  if (typeof choice === 'object' && choice !== null) checkWritten(context, ['otherwise', 'const'], choice.const);
  return otherwise(choice, context);
}

/** Values by `row | column`; null after reporting what is wrong with the table. */
export function parseMatrix(
  text: string,
  context: Pick<RuleContext, 'report' | 'path' | 'slot'>,
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
      checkWritten(context, ['matrix'], value);
      cells.set(cellName(row, columns[index] ?? ''), value);
    }
  }
  return cells;
}

function cellName(row: string, column: string): string {
  return `${row} | ${column}`;
}
