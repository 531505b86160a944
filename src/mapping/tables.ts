/** Lookup tables: small CSV files beside the mapping, read once when it is compiled. */
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { didYouMean } from './suggest.ts';

/** A table, the column to look in, and the column to take. */
interface Wanted {
  readonly lookup: string;
  readonly by: string;
  readonly take: string;
}

/** The tables at hand, and where mistakes go. */
interface TableSite {
  readonly tables: Readonly<Record<string, string>>;
  readonly tableNames: readonly string[];
  readonly report: (key: string, message: string, hint?: string) => void;
}

const rowsSchema = z.array(z.record(z.string(), z.string()));

/** What column `take` holds for each value of column `by`; null after reporting why there is no such table. Blank cells count as absent. */
export function readTable(
  { lookup, by, take }: Wanted,
  { tables, tableNames, report }: TableSite,
): ReadonlyMap<string, string> | null {
  const text = Object.hasOwn(tables, lookup) ? tables[lookup] : undefined;
  if (text === undefined) {
    report('lookup', `there is no table ${lookup}`, didYouMean(lookup, tableNames));
    return null;
  }
  const rows = parseRows(text, (why) => report('lookup', `${lookup} is no CSV table: ${why}`));
  if (rows === null) return null;
  const columns = Object.keys(rows[0] ?? {});
  const missing = [by, take].find((column) => !columns.includes(column));
  if (missing !== undefined) {
    report(missing === by ? 'by' : 'take', `${lookup} has no column ${missing}`, didYouMean(missing, columns));
    return null;
  }
  return index(rows, by, take, (key) => report('lookup', `${lookup} has two rows for ${key}`));
}

type Rows = z.output<typeof rowsSchema>;

function parseRows(text: string, complain: (why: string) => void): Rows | null {
  try {
    return rowsSchema.parse(parse(text, { columns: true, bom: true, trim: true, skip_empty_lines: true }));
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return null;
  }
}

/** Reports keys that stand in two rows. */
function index(rows: Rows, by: string, take: string, complain: (key: string) => void): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const row of rows) {
    const key = row[by] ?? '';
    const value = row[take] ?? '';
    if (found.has(key)) complain(key);
    if (key !== '' && value !== '') found.set(key, value);
  }
  return found;
}
