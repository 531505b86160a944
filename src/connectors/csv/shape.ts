/** The columns of an export by header and options: checked once, then looked up by position. */
import { FatalError } from '../../errors.ts';
import type { CsvFile } from './csv-file.ts';
import { type FoundKey, keyReader, normalised, textOf, type WrittenRow } from './key.ts';
import type { AgeColumn } from './order.ts';

/** Numbers are positions in `columns`, from 0. */
export interface Shape {
  readonly file: CsvFile;
  readonly columns: readonly string[];
  readonly keyOf: (row: WrittenRow) => FoundKey;
  /** Columns whose cells make up the key, in the order declared. */
  readonly key: readonly number[];
  /** Columns whose cells are JSON. */
  readonly json: ReadonlySet<number>;
  /** Columns whose changes are kept; only with `rows:`. */
  readonly changes: readonly number[];
  /** Names of columns that are lists. */
  readonly lists: ReadonlySet<string>;
  /** Cells that mean null, exactly as written. */
  readonly nulls: ReadonlySet<string>;
}

/** The field that holds the key of a row whose key is none of its cells. */
export const ROW_KEY = 'rowKey';

/** Names Ferry adds to the data of grouped rows, and to those whose key is none of their cells. */
const ADDED = { rows: ['rows', 'changes'], key: [ROW_KEY] };
/** Of a header, in messages. */
const SHOWN = { columns: 30, letters: 40 };

/** Throws FatalError `header-duplicate` or `column-missing`. */
export function shapeOf(file: CsvFile, columns: readonly string[]): Shape {
  refuseDuplicates(file, columns);
  const at = (column: string) => positionOf(file, columns, column);
  const key = file.key.from === 'columns' ? file.key.columns.map(at) : [];
  for (const age of ageColumns(file)) at(age.column);
  return {
    file,
    columns,
    key,
    keyOf: keyReader(file, key),
    json: new Set(file.json.flatMap((column) => positionsOf(file, columns, column))),
    changes: file.rows === null ? [] : file.rows.changes.map(at),
    lists: new Set(
      file.repeated === 'all' ? repeatedIn(columns) : file.repeated.map((name) => listed(file, columns, name)),
    ),
    nulls: new Set(file.nulls),
  };
}

/** The names of a header's cells. One that is blank is named by its place, for exports often end their lines with delimiters. Pure. */
export function columnNames(file: Pick<CsvFile, 'excelText'>, cells: readonly string[]): readonly string[] {
  return cells.map((cell, at) => (cell.trim() === '' ? placeName(at) : textOf(file, cell)));
}

/** What a cell is called that no column of the header stands above. Pure. */
export function placeName(at: number): string {
  return `column ${at + 1}`;
}

/** The columns that order something. Pure. */
export function ageColumns({ version, rows }: Pick<CsvFile, 'version' | 'rows'>): readonly AgeColumn[] {
  return [version, rows?.latest ?? null].filter((age) => age !== null);
}

/** Whether a row has more or fewer cells than the header: it still is a record, quarantined as `row-ragged`. Pure. */
export function isRagged(shape: Pick<Shape, 'columns'>, cells: readonly string[]): boolean {
  return cells.length !== shape.columns.length;
}

function repeatedIn(columns: readonly string[]): readonly string[] {
  return columns.filter((column, index) => columns.indexOf(column) !== index);
}

function refuseDuplicates(file: CsvFile, columns: readonly string[]): void {
  const added = [...(file.rows === null ? [] : ADDED.rows), ...(file.key.from === 'columns' ? [] : ADDED.key)];
  const mine = added.find((name) => columns.includes(name));
  if (mine !== undefined) {
    throw twice(file, `the column ${JSON.stringify(mine)} has the name of one that Ferry adds (${added.join(', ')})`);
  }
  if (file.key.from !== 'columns' && columns.includes(file.key.from)) {
    const { from } = file.key;
    throw twice(file, `\`key: ${from}\` could mean the column ${from}`, `write \`key: [${from}]\` for the column`);
  }
  const lists = file.repeated;
  const repeated = repeatedIn(columns).find((column) => lists !== 'all' && !lists.includes(column));
  if (repeated === undefined) return;
  const hint =
    'say `repeated: list` beside its path in ferry.yaml to read such columns as one list, or give each its own name';
  throw twice(file, `the column ${JSON.stringify(repeated)} is there twice`, hint);
}

function twice(file: CsvFile, what: string, hint = 'give every column of the export a name of its own'): FatalError {
  return new FatalError(`${file.name}: ${what}`, { code: 'header-duplicate', at: file.path, hint });
}

function positionOf(file: CsvFile, columns: readonly string[], column: string): number {
  const at = columns.indexOf(column);
  if (at < 0) throw missing(file, columns, column);
  const isList = file.repeated !== 'all' && file.repeated.includes(column);
  if (!isList && columns.indexOf(column, at + 1) < 0) return at;
  throw twice(file, `the column ${JSON.stringify(column)} is a list and can be no key, version, or order of rows`);
}

function positionsOf(file: CsvFile, columns: readonly string[], column: string): readonly number[] {
  const found = columns.flatMap((name, at) => (name === column ? [at] : []));
  if (found.length === 0) throw missing(file, columns, column);
  return found;
}

function listed(file: CsvFile, columns: readonly string[], column: string): string {
  positionsOf(file, columns, column);
  return column;
}

function missing(file: CsvFile, columns: readonly string[], column: string): FatalError {
  const has = file.header === null ? 'it has' : '`header:` names';
  const plain = (name: string) => normalised(name, ['nfc', 'width', 'trim', 'case']);
  const near = columns.find((name) => plain(name) === plain(column));
  const but = near === undefined ? '' : `, but ${JSON.stringify(near)}, which is written otherwise`;
  return new FatalError(`${file.name} has no column ${JSON.stringify(column)}${but}; ${has}: ${shown(columns)}`, {
    code: 'column-missing',
    at: file.path,
    hint: 'correct the column in ferry.yaml; `delimiter:` if the columns look glued, `encoding:` if they can not be read, `skip:` if lines stand before the header, `header:` if there is none',
  });
}

/** Cut, because in a file without a header line these are cells of its first record. */
function shown(columns: readonly string[]): string {
  const names = columns.slice(0, SHOWN.columns).map((name) => name.slice(0, SHOWN.letters));
  return columns.length > names.length ? `${names.join(', ')}, …` : names.join(', ');
}
