/** The ages that an export's rows have: reads versions and orders rows, in the form declared or found in the file. */
import { FatalError } from '../../errors.ts';
import type { CsvFile } from './csv-file.ts';
import type { WrittenRow } from './key.ts';
import {
  type AgeColumn,
  declaredAge,
  type FoundOrder,
  foundAge,
  orderFinder,
  type ReadAge,
  type Unclear,
} from './order.ts';

/** How a column's ages are read, as it is kept beside what else the first pass found. */
export interface ColumnOrder {
  readonly column: string;
  /** Null: read as declared. */
  readonly order: FoundOrder | null;
  /** The cell that showed how dates are meant; null where that needed none. */
  readonly shownBy: string | null;
}

/** A row's age: none (its cell is null), the record version that it is, or a cell that can't be read. */
export type Age = { readonly version: string | null } | { readonly unreadable: string };

/** Watches the rows of the first pass for what their age columns hold. `orders` throws FatalError `order-unclear`. */
export function agesFinder(
  file: CsvFile,
  ages: readonly AgeColumn[],
  columns: readonly string[],
): { see(row: WrittenRow): void; orders(): readonly ColumnOrder[] } {
  const watched = ages.map((age) => watcher(file, age, columns.indexOf(age.column)));
  return {
    see: (row) => {
      for (const { see } of watched) see(row);
    },
    orders: () => watched.map(({ order }) => order()),
  };
}

/** Reads the age of rows from one column. Pure. */
export function ageReader(
  file: CsvFile,
  age: AgeColumn,
  at: { readonly columns: readonly string[]; readonly orders: readonly ColumnOrder[] },
): (row: Pick<WrittenRow, 'cells'>) => Age {
  const position = at.columns.indexOf(age.column);
  const order = at.orders.find(({ column }) => column === age.column)?.order ?? 'number';
  const read = declared(age) ?? foundAge(order, age.zone);
  const nulls = new Set(file.nulls);
  return ({ cells }) => {
    const cell = cells[position];
    if (cell === undefined || nulls.has(cell) || cell.trim() === '') return { version: null };
    const version = read(cell);
    return version === null ? { unreadable: cell } : { version };
  };
}

function declared({ format, zone }: AgeColumn): ReadAge | null {
  return format === null ? null : declaredAge({ format, zone });
}

interface Watcher {
  see(row: WrittenRow): void;
  order(): ColumnOrder;
}

function watcher(file: CsvFile, age: AgeColumn, position: number): Watcher {
  const nulls = new Set(file.nulls);
  const isAge = (cell: string | undefined): cell is string =>
    cell !== undefined && !nulls.has(cell) && cell.trim() !== '';
  const read = declared(age);
  return read === null ? found(file, age, { position, isAge }) : asDeclared(file, age, { position, isAge, read });
}

interface Watched {
  readonly position: number;
  readonly isAge: (cell: string | undefined) => cell is string;
}

function found(file: CsvFile, age: AgeColumn, { position, isAge }: Watched): Watcher {
  const finder = orderFinder(age.zone);
  return {
    see: ({ cells, line }) => {
      const cell = cells[position];
      if (isAge(cell)) finder.see(cell, line);
    },
    order: () => {
      const verdict = finder.verdict();
      if ('unclear' in verdict) throw unclear(file, age, verdict.unclear);
      return { column: age.column, ...verdict };
    },
  };
}

/** Single cells that don't fit quarantine their records; a form that fits none is a mistake. */
function asDeclared(
  file: CsvFile,
  age: AgeColumn,
  { position, isAge, read }: Watched & { readonly read: ReadAge },
): Watcher {
  let fits = false;
  let wrong: Unclear | undefined;
  return {
    see: ({ cells, line }) => {
      const cell = cells[position];
      if (fits || !isAge(cell)) return;
      fits = read(cell) !== null;
      if (!fits) wrong ??= { why: 'unknown', cell, line };
    },
    order: () => {
      if (!fits && wrong !== undefined) throw unclear(file, age, wrong);
      return { column: age.column, order: null, shownBy: null };
    },
  };
}

const WHY: Readonly<Record<Unclear['why'], (cell: string) => string>> = {
  unknown: (cell) => `${cell} is neither a number nor a time that can be read`,
  ambiguous: (cell) => `${cell} can be two days, and no cell of the column shows which number is the month`,
  mixed: (cell) => `${cell} is written otherwise than the cells before`,
  zones: (cell) => `${cell} has no zone, and other cells have one`,
};

function unclear(file: CsvFile, { column, format }: AgeColumn, { why, cell, line }: Unclear): FatalError {
  const what =
    format === null ? WHY[why](shownCell(cell)) : `no cell is of the form ${format}; the first is ${shownCell(cell)}`;
  const example = EXAMPLES[why];
  return new FatalError(`${file.name}: the order of the column ${JSON.stringify(column)} is unclear: ${what}`, {
    code: 'order-unclear',
    at: `${file.path}:${line}`,
    hint: `declare it in ferry.yaml in place of the column's name: { column: ${column}, ${example} }; texts that mean no time go under \`nulls:\``,
  });
}

/** What to declare; a pattern where the cells have no form that is known. */
const EXAMPLES: Readonly<Record<Unclear['why'], string>> = {
  unknown: 'format: DD/MM/YYYY HH:mm',
  ambiguous: 'format: day-first }, or { column: …, format: month-first',
  mixed: 'format: day-first',
  zones: 'zone: Asia/Shanghai',
};

const MOST_SHOWN = 40;

/** Digits and marks of a cell; letters are covered, for it may be the wrong column. */
export function shownCell(cell: string): string {
  const cut = cell.length > MOST_SHOWN ? `${cell.slice(0, MOST_SHOWN)}…` : cell;
  return JSON.stringify(cut.replace(/\p{L}/gu, 'x'));
}
