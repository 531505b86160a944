/** How many records an export holds, counted without the code that reads them. */
import type { SourceCount } from '../../model/settlement.ts';
import type { CsvFile } from './csv-file.ts';
import { keyReader } from './key.ts';
import { keyTable } from './key-table.ts';
import { footerHolder, leftAs, leftOutWords } from './left-out.ts';
import { type Scanned, scanFile } from './scan-file.ts';
import { columnNames } from './shape.ts';
import { stateOf } from './text-file.ts';

/**
 * Rows of data; with `rows:` distinct keys, where a row without a usable key counts for itself. `how` says what was left out.
 * Throws FatalError as `read` does for a file that is missing or wrongly encoded.
 */
export async function countRecords(file: CsvFile): Promise<SourceCount> {
  await stateOf(file);
  const counter = rowCounter(file);
  const { open, guesses } = await scanFile(file, counter.take);
  if (open !== null || !counter.begun()) return { count: null, how: `${file.name} is not whole` };
  const { count, left } = counter.end();
  const of = file.key.from === 'columns' ? file.key.columns.join('/') : file.key.from;
  const what = file.rows === null ? 'rows' : `distinct ${of}`;
  const parts = [`${what} of ${file.name}, by a second reader`, left, guessWords(guesses)];
  return { count, how: parts.filter((part) => part !== '').join('; ') };
}

function guessWords({ cells, line }: Scanned['guesses']): string {
  if (cells === 0) return '';
  const quoted = cells === 1 ? '1 cell with quotes' : `${cells} cells with quotes`;
  return `${quoted} that are no CSV and were kept as text, the first at line ${line}`;
}

interface RowCounter {
  take(cells: readonly string[]): void;
  /** Whether there was a header, in the file or in the options. */
  begun(): boolean;
  end(): { readonly count: number; readonly left: string };
}

function rowCounter(file: CsvFile): RowCounter {
  let columns = file.header;
  let count = 0;
  const left = { blank: 0, footer: 0 };
  const records = recordCounter(file, () => columns ?? []);
  const tail = footerHolder<readonly string[]>(file);
  const takeRow = (cells: readonly string[]): void => {
    const why = leftAs(file, cells);
    if (why !== null) left[why] += 1;
    const row = why === null ? tail.take(cells) : undefined;
    if (row !== undefined && records.isNew(row)) count += 1;
  };
  return {
    take: (cells) => {
      if (columns === null) columns = columnNames(file, cells);
      else takeRow(cells);
    },
    begun: () => columns !== null,
    end: () => {
      const footer = left.footer + tail.held().length;
      return { count, left: leftOutWords({ ...left, footer, identical: records.identical() }) };
    },
  };
}

/** Tells rows that begin a record from those that belong to an earlier one or repeat it. Keys of rows are new each time. */
function recordCounter(file: CsvFile, columns: () => readonly string[]) {
  const seen = keyTable();
  let ordinal = 0;
  let identical = 0;
  let read: ReturnType<typeof keyReader> | undefined;
  const isNew = (cells: readonly string[]): boolean => {
    read ??= keyReader(file, positions(file, columns()));
    ordinal += 1;
    const found = file.key.from === 'row' ? undefined : read({ cells, line: ordinal });
    if (found === undefined || !('key' in found)) return true;
    const first = seen.claim(file.rows === null ? JSON.stringify(cells) : found.key, ordinal) === ordinal;
    if (!first && file.rows === null) identical += 1;
    return first;
  };
  return { isNew, identical: () => identical };
}

function positions({ key }: CsvFile, columns: readonly string[]): readonly number[] {
  return key.from === 'columns' ? key.columns.map((column) => columns.indexOf(column)) : [];
}
