/** The columns of an export by header and options: checked once, then looked up by position. */
import { FatalError } from '../../errors.ts';
import type { CsvFile } from './options.ts';

/** Numbers are positions in `columns`, from 0; null: the options name none. */
export interface Shape {
  readonly columns: readonly string[];
  /** In the order declared, in which they make up the key. */
  readonly key: readonly number[];
  readonly version: number | null;
  /** Columns whose cells are JSON. */
  readonly json: ReadonlySet<number>;
  /** The column that says how old a row is, and those whose changes are kept; only with `rows:`. */
  readonly latest: number | null;
  readonly changes: readonly number[];
  /** Cells that mean null, exactly as written. */
  readonly nulls: ReadonlySet<string>;
}

/** Names Ferry adds to the data of grouped rows. */
const ADDED = ['rows', 'changes'];
/** Longer keys don't fit in an index or a report. */
const MAX_KEY = 300;
/** Of a header, in messages. */
const SHOWN = { columns: 30, letters: 40 };

/** Throws FatalError `header-duplicate` or `column-missing`. */
export function shapeOf(file: CsvFile, columns: readonly string[]): Shape {
  refuseDuplicates(file, columns);
  const at = (column: string) => positionOf(file, columns, column);
  return {
    columns,
    key: file.key.map(at),
    version: file.version === null ? null : at(file.version),
    json: new Set(file.json.map(at)),
    latest: file.rows === null ? null : at(file.rows.latest),
    changes: file.rows === null ? [] : file.rows.changes.map(at),
    nulls: new Set(file.nulls),
  };
}

/** A row's own key, or why it has none that could be used. */
export function keyOf(
  shape: Shape,
  cells: readonly string[],
): { readonly key: string } | { readonly code: 'key-missing' | 'key-unusable' } {
  const parts = shape.key.map((at) => cells[at]);
  if (parts.some((part) => part === undefined || shape.nulls.has(part))) return { code: 'key-missing' };
  const key = parts.join('/');
  return key.includes('\0') || key.length > MAX_KEY ? { code: 'key-unusable' } : { key };
}

/** Whether a row has more or fewer cells than the header: it still is a record, quarantined as `row-ragged`. Pure. */
export function isRagged(shape: Shape, cells: readonly string[]): boolean {
  return cells.length !== shape.columns.length;
}

function refuseDuplicates(file: CsvFile, columns: readonly string[]): void {
  const taken = file.rows === null ? columns : [...ADDED, ...columns];
  const duplicate = taken.findIndex((column, index) => taken.indexOf(column) !== index);
  if (duplicate < 0) return;
  const shown =
    taken[duplicate] === ''
      ? 'two columns have no name'
      : `the column ${JSON.stringify(taken[duplicate])} is there twice`;
  const why = ADDED.includes(taken[duplicate] ?? '')
    ? `${shown} (with \`rows:\` Ferry adds ${ADDED.join(' and ')})`
    : shown;
  throw new FatalError(`${file.name}: ${why}`, {
    code: 'header-duplicate',
    at: `${file.path}:1`,
    hint: 'give every column of the export a name of its own',
  });
}

function positionOf(file: CsvFile, columns: readonly string[], column: string): number {
  const at = columns.indexOf(column);
  if (at >= 0) return at;
  throw new FatalError(`${file.name} has no column ${JSON.stringify(column)}; it has: ${shown(columns)}`, {
    code: 'column-missing',
    at: `${file.path}:1`,
    hint: 'correct `key:`, `version:`, `json:` or `rows:` in ferry.yaml, or `delimiter:` if the columns look glued',
  });
}

/** Cut, because in a file without a header line these are cells of its first record. */
function shown(columns: readonly string[]): string {
  const names = columns.slice(0, SHOWN.columns).map((name) => name.slice(0, SHOWN.letters));
  return columns.length > names.length ? `${names.join(', ')}, …` : names.join(', ');
}
