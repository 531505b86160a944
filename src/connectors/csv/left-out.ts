/** Rows that are none of the data: blank ones, and the footer that the options declare. Each is counted, none silently dropped. */
import type { CsvFile } from './csv-file.ts';

/** How many rows were left out, and why. */
export interface LeftOut {
  /** Rows of delimiters and blanks alone. */
  readonly blank: number;
  readonly footer: number;
  /** Rows that repeat an earlier one cell by cell. */
  readonly identical: number;
}

type Footer = Pick<CsvFile, 'footer'>;

/**
 * Why a row is left out for what it says itself; null for a row of data. Footers declared by their number are known by
 * `footerHolder`. Pure.
 */
export function leftAs(file: Pick<CsvFile, 'footer'>, cells: readonly string[]): 'blank' | 'footer' | null {
  if (isBlank(cells)) return 'blank';
  return saysFooter(file, cells) ? 'footer' : null;
}

/** Nothing but blanks, however many cells it has. */
function isBlank(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** A footer by what its first filled cell says. */
function saysFooter({ footer }: Footer, cells: readonly string[]): boolean {
  if (typeof footer === 'number') return false;
  const first = cells.find((cell) => cell.trim() !== '');
  return first !== undefined && footer.includes(first.trim());
}

/** Holds back the last rows, as many as the options declare for the footer: `take` gives the row that is no footer any more. */
export function footerHolder<Row>({ footer }: Footer): { take(row: Row): Row | undefined; held(): readonly Row[] } {
  const most = typeof footer === 'number' ? footer : 0;
  const held: Row[] = [];
  return {
    take: (row) => {
      held.push(row);
      return held.length > most ? held.shift() : undefined;
    },
    held: () => held,
  };
}

/** The counts in words, for reports; empty when nothing was left out. Pure. */
export function leftOutWords({ blank, footer, identical }: LeftOut): string {
  const parts = [
    plural(blank, 'blank row', 'blank rows'),
    plural(footer, 'footer row', 'footer rows'),
    plural(identical, 'row that repeats an earlier one cell by cell', 'rows that repeat an earlier one cell by cell'),
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `left out: ${parts.join(', ')}`;
}

function plural(count: number, one: string, many: string): string {
  return count === 0 ? '' : `${count} ${count === 1 ? one : many}`;
}
