/** Makes records of rows: cells by column name, problems with their line, several rows folded into one record. */
import { problem } from '../../messages/make.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { Problem } from '../../model/outcome.ts';
import type { SourceRecord } from '../../model/record.ts';
import { parseJsonExactly } from '../json-text.ts';
import { type Age, shownCell } from './ages.ts';
import type { Group } from './groups.ts';
import { normalised, textOf, type WrittenRow } from './key.ts';
import { isRagged, placeName, ROW_KEY, type Shape } from './shape.ts';

/** A shape with what orders its rows; null: nothing does. */
export interface RecordShape extends Shape {
  readonly version: ((row: WrittenRow) => Age) | null;
  readonly latest: ((row: WrittenRow) => Age) | null;
}

/** The record a row is by itself; `first` is the line of the row that has its key, when that is another one. */
export function recordOf(shape: RecordShape, row: WrittenRow, first?: number): SourceRecord {
  const { data, problem: own } = dataOf(shape, row);
  const found = shape.keyOf(row);
  if ('code' in found) return { key: `line ${row.line}`, data, problem: own ?? keyProblem(found.code, row.line) };
  const key = first === undefined ? found.key : `${found.key}#line ${row.line}`;
  const version = shape.version?.(row) ?? { version: null };
  const why = own ?? (first === undefined ? ageProblem(shape, row) : duplicate(row.line, first));
  return {
    key,
    ...('version' in version && version.version !== null && { version: version.version }),
    data: shape.file.key.from === 'columns' ? data : withoutPrototype({ ...data, [ROW_KEY]: found.key }),
    ...(why && { problem: why }),
  };
}

/** The record that several rows are together: the latest row's cells, all rows oldest first, and what changed between them. */
export function groupRecordOf(shape: RecordShape, group: Group): SourceRecord {
  const aged = group.rows.map((row) => ({ row, age: ageText(shape.latest?.(row)) }));
  // Of equal ages the order of the file stays; a row without an age is the oldest.
  const rows = aged
    .sort((one, other) => (one.age < other.age ? -1 : Number(one.age > other.age)))
    .map(({ row }) => row);
  const latest = rows.at(-1);
  if (latest === undefined) throw new RangeError('a record without rows');
  const { problem: own, ...record } = recordOf(shape, latest);
  const parsed = rows.map((row) => ({ ...dataOf(shape, row), age: ageProblem(shape, row) }));
  const datas = parsed.map((row) => row.data);
  const data = withoutPrototype({ ...record.data, rows: datas, changes: changesOf(shape, datas) });
  const problem = firstOf(parsed.map((row) => row.problem)) ?? firstOf(parsed.map(({ age }) => age)) ?? own;
  return { ...record, data, ...(problem && { problem }) };
}

function firstOf(problems: readonly (Problem | undefined)[]): Problem | undefined {
  return problems.find((problem) => problem !== undefined);
}

function ageText(age: Age | undefined): string {
  return age !== undefined && 'version' in age ? (age.version ?? '') : '';
}

interface RowData {
  readonly data: JsonObject;
  readonly problem?: Problem;
}

function dataOf(shape: Shape, row: WrittenRow): RowData {
  const data: Record<string, JsonValue> = withoutPrototype();
  const lists = new Map([...shape.lists].map((name) => [name, [] as JsonValue[]]));
  let problem: Problem | undefined = isRagged(shape, row.cells) ? raggedProblem(shape, row) : undefined;
  row.cells.forEach((cell, at) => {
    const column = shape.columns[at] ?? placeName(at);
    const { value, fault } = cellValue(shape, cell, at);
    const list = lists.get(column);
    if (list === undefined) data[column] = value;
    else {
      data[column] = list;
      if (value !== null) list.push(value);
    }
    if (fault !== undefined) problem ??= jsonProblem(column, fault, row.line);
  });
  return { data, ...(problem && { problem }) };
}

function cellValue(shape: Shape, written: string, at: number): { readonly value: JsonValue; readonly fault?: string } {
  const { file, nulls, json, key } = shape;
  if (nulls.has(written)) return { value: null };
  const text = textOf(file, written);
  const cell = file.key.from === 'columns' && key.includes(at) ? normalised(text, file.key.forms) : text;
  if (nulls.has(cell)) return { value: null };
  return json.has(at) ? parsedCell(cell) : { value: cell };
}

/** A cell that isn't JSON keeps its text, for people to see. */
function parsedCell(cell: string): { readonly value: JsonValue; readonly fault?: string } {
  try {
    return { value: parseJsonExactly(cell) };
  } catch (error) {
    return { value: cell, fault: error instanceof SyntaxError ? error.message : 'not JSON' };
  }
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

function raggedProblem(shape: Shape, { cells, line }: WrittenRow): Problem {
  const params = { line, cells: cells.length, columns: shape.columns.length };
  return problem({ code: 'row-ragged', path: '', params });
}

function jsonProblem(column: string, fault: string, line: number): Problem {
  return problem({ code: 'cell-json', path: column, params: { line, fault } });
}

function keyProblem(code: 'key-missing' | 'key-unusable', line: number): Problem {
  return problem({ code, path: '', params: { line } });
}

function duplicate(line: number, first: number): Problem {
  return problem({ code: 'key-duplicate', path: '', params: { line, first } });
}

/** A row whose age can't be read may be newer or older than any other of its record. */
function ageProblem({ file, version, latest }: RecordShape, row: WrittenRow): Problem | undefined {
  const ages = [
    { column: file.rows?.latest.column ?? '', age: latest?.(row) },
    { column: file.version?.column ?? '', age: version?.(row) },
  ];
  const wrong = ages.find(({ age }) => age !== undefined && 'unreadable' in age);
  if (wrong?.age === undefined || !('unreadable' in wrong.age)) return undefined;
  const { column, age } = wrong;
  const params = { line: row.line, column, cell: shownCell(age.unreadable) };
  return problem({ code: 'age-unreadable', path: column, params });
}

function withoutPrototype<T extends object>(members?: T): T {
  return Object.assign(Object.create(null), members);
}
