/** Makes records of rows: cells by column name, problems with their line, several rows folded into one record. */
import { problem } from '../../messages/make.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';
import type { SourceRecord } from '../../model/record.ts';
import { parseJsonExactly } from '../json-text.ts';
import type { Group, GroupedRow } from './groups.ts';
import { isRagged, keyOf, type Shape } from './shape.ts';

const WHOLE_NUMBER = /^\d{1,20}$/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** The record a row is by itself; `duplicate` when its key belongs to an earlier row. */
export function recordOf(shape: Shape, row: GroupedRow, rank: 'first' | 'duplicate'): SourceRecord {
  const { data, problem } = dataOf(shape, row);
  const found = keyOf(shape, row.cells);
  if ('code' in found) return { key: `line ${row.line}`, data, problem: problem ?? keyProblem(found.code, row.line) };
  const key = rank === 'duplicate' ? `${found.key}#line ${row.line}` : found.key;
  const why = problem ?? (rank === 'duplicate' ? keyProblem('key-duplicate', row.line) : undefined);
  return { key, ...versionOf(shape, row), data, ...(why && { problem: why }) };
}

/** The record that several rows are together: the latest row's cells, all rows oldest first, and what changed between them. */
export function groupRecordOf(shape: Shape, group: Group): SourceRecord {
  const rows = [...group.rows].sort((one, other) => compareAge(shape, one, other));
  const latest = rows.at(-1);
  if (latest === undefined) throw new RangeError('a record without rows');
  const { problem: own, ...record } = recordOf(shape, latest, 'first');
  const parsed = rows.map((row) => dataOf(shape, row));
  const datas = parsed.map((row) => row.data);
  const data = withoutPrototype({ ...record.data, rows: datas, changes: changesOf(shape, datas) });
  const problem = parsed.find((row) => row.problem !== undefined)?.problem ?? own;
  return { ...record, data, ...(problem && { problem }) };
}

interface RowData {
  readonly data: JsonObject;
  readonly problem?: Problem;
}

function dataOf(shape: Shape, row: GroupedRow): RowData {
  const data: Record<string, JsonValue> = withoutPrototype();
  let problem: Problem | undefined = isRagged(shape, row.cells) ? raggedProblem(shape, row) : undefined;
  row.cells.forEach((cell, at) => {
    const column = shape.columns[at] ?? `column ${at + 1}`;
    const value = shape.nulls.has(cell) ? null : cell;
    const parsed = value !== null && shape.json.has(at) ? parsedCell(value) : { value };
    data[column] = parsed.value;
    if (parsed.fault !== undefined) problem ??= jsonProblem(column, parsed.fault, row.line);
  });
  return { data, ...(problem && { problem }) };
}

/** A cell that isn't JSON keeps its text, for people to see. */
function parsedCell(cell: string): { readonly value: JsonValue; readonly fault?: string } {
  try {
    return { value: parseJsonExactly(cell) };
  } catch (error) {
    return { value: cell, fault: error instanceof SyntaxError ? error.message : 'not JSON' };
  }
}

/** Padded when it is a number, so that bytewise order is the order of age. */
function versionOf(shape: Shape, row: GroupedRow): { readonly version?: string } {
  const cell = shape.version === null ? undefined : row.cells[shape.version];
  if (cell === undefined || shape.nulls.has(cell)) return {};
  return { version: WHOLE_NUMBER.test(cell) ? cell.padStart(20, '0') : cell };
}

/** No age, then numbers by size, then text by code unit; equal ages keep the order of the file. */
function compareAge(shape: Shape, one: GroupedRow, other: GroupedRow): number {
  const [a, b] = [ageOf(shape, one), ageOf(shape, other)];
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.number !== b.number) return a.number - b.number;
  return a.text < b.text ? -1 : Number(a.text > b.text);
}

function ageOf(
  shape: Shape,
  row: GroupedRow,
): { readonly rank: number; readonly number: number; readonly text: string } {
  const text = shape.latest === null ? undefined : row.cells[shape.latest];
  if (text === undefined || shape.nulls.has(text)) return { rank: 0, number: 0, text: '' };
  return NUMBER.test(text) ? { rank: 1, number: Number(text), text } : { rank: 2, number: 0, text };
}

function changesOf(shape: Shape, rows: readonly JsonObject[]): JsonObject[] {
  const fields = shape.changes.map((at) => shape.columns[at] ?? '');
  return rows
    .slice(1)
    .flatMap((row, before) =>
      fields
        .map((field) => ({ field, from: rows[before]?.[field] ?? null, to: row[field] ?? null, row }))
        .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to)),
    );
}

function raggedProblem(shape: Shape, { cells, line }: GroupedRow): Problem {
  const params = { line, cells: cells.length, columns: shape.columns.length };
  return problem({ code: 'row-ragged', path: '', params });
}

function jsonProblem(column: string, fault: string, line: number): Problem {
  return problem({ code: 'cell-json', path: column, params: { line, fault } });
}

type KeyProblem = 'key-missing' | 'key-unusable' | 'key-duplicate';

function keyProblem(code: KeyProblem, line: number): Problem {
  return problem({ code, path: '', params: { line } });
}

function withoutPrototype<T extends object>(members?: T): T {
  return Object.assign(Object.create(null), members);
}
