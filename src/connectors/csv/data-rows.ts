/** The rows of an export that are data, and what is seen of all others while they go by. */
import { agesFinder, type ColumnOrder } from './ages.ts';
import type { CsvFile } from './csv-file.ts';
import { footerHolder, leftAs } from './left-out.ts';
import type { Row } from './parse.ts';
import { ageColumns } from './shape.ts';

/** What the first reading of all rows showed. */
export interface Seen {
  readonly left: { blank: number; footer: number };
  /** Lines of footers by their number. */
  readonly footers: number[];
  /** Cells that hold a backslash before a quote, and the line of the first: maybe an escape that nobody declared. */
  backslashes: { cells: number; line: number | null };
  /** The last row of the file, unless it is left out. */
  last: Row | null;
}

/** Rows of data: `rows` gives them as often as it is called. */
export interface DataRows {
  rows(): AsyncGenerator<Row>;
  /** After `rows` was read to its end once. */
  seen(): Seen;
  /** Likewise. Throws FatalError `order-unclear`. */
  orders(): readonly ColumnOrder[];
}

/** `all` gives every row after the header, from the first one each time. */
export function dataRows(file: CsvFile, columns: readonly string[], all: () => AsyncIterable<Row>): DataRows {
  const ages = agesFinder(file, ageColumns(file), columns);
  const seen = nothingSeen();
  let begun = false;
  async function* rows(): AsyncGenerator<Row> {
    const isFirst = !begun;
    begun = true;
    for await (const row of withoutRest(file, all(), isFirst ? seen : nothingSeen())) {
      if (isFirst) {
        ages.see(row);
        seeBackslashes(row, { file, columns, seen });
      }
      yield row;
    }
  }
  return { rows, seen: () => seen, orders: ages.orders };
}

function nothingSeen(): Seen {
  return { left: { blank: 0, footer: 0 }, footers: [], backslashes: { cells: 0, line: null }, last: null };
}

interface Seeing {
  readonly file: CsvFile;
  readonly columns: readonly string[];
  readonly seen: Seen;
}

/** JSON has its own backslashes. */
function seeBackslashes({ cells, line }: Row, { file, columns, seen }: Seeing): void {
  if (!file.escapeUnsaid) return;
  const found = cells.filter((cell, at) => cell.includes(`\\${file.quote}`) && !file.json.includes(columns[at] ?? ''));
  if (found.length === 0) return;
  seen.backslashes.cells += found.length;
  seen.backslashes.line ??= line;
}

async function* withoutRest(file: CsvFile, rows: AsyncIterable<Row>, seen: Seen): AsyncGenerator<Row> {
  const tail = footerHolder<Row>(file);
  for await (const row of rows) {
    const left = leftAs(file, row.cells);
    seen.last = left === null ? row : null;
    if (left !== null) seen.left[left] += 1;
    const data = left === null ? tail.take(row) : undefined;
    if (data !== undefined) yield data;
  }
  const footers = tail.held();
  if (footers.length > 0) seen.last = null;
  seen.left.footer += footers.length;
  seen.footers.push(...footers.map(({ line }) => line));
}
