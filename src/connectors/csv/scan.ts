/** A second parser of RFC 4180, independent of the first, so that counting and reading don't share their mistakes. */
import type { Dialect } from './parse.ts';

/** For one text; done after `end`, before which the last row may not have been given. Throws only what `onRow` does. */
export interface Scanner {
  push(text: string): void;
  /** Ends the text; the line on which a quote was opened that never closed, or null. */
  end(): number | null;
}

/** Calls `onRow` with the cells of every row that isn't blank, the header included. Pieces may be cut anywhere. */
export function scanner(dialect: Dialect, onRow: (cells: readonly string[]) => void): Scanner {
  const scan: Scan = { dialect, onRow, state: 'field', cell: '', cells: [], line: 1, openedAt: 0, before: '' };
  return {
    push: (text) => {
      for (const mark of text) take(scan, mark);
    },
    end: () => {
      if (scan.state === 'quoted') return scan.openedAt;
      endRow(scan);
      return null;
    },
  };
}

interface Scan {
  readonly dialect: Dialect;
  readonly onRow: (cells: readonly string[]) => void;
  state: 'field' | 'plain' | 'quoted' | 'closing';
  cell: string;
  cells: string[];
  line: number;
  openedAt: number;
  before: string;
}

function take(scan: Scan, mark: string): void {
  const secondHalf = mark === '\n' && scan.before === '\r';
  scan.before = mark;
  if (scan.state === 'quoted') takeQuoted(scan, mark);
  else if (!secondHalf) takePlain(scan, mark);
  if (isLineEnd(mark) && !secondHalf) scan.line += 1;
}

function takeQuoted(scan: Scan, mark: string): void {
  if (mark === scan.dialect.quote) scan.state = 'closing';
  else scan.cell += mark;
}

function takePlain(scan: Scan, mark: string): void {
  if (mark === scan.dialect.delimiter) endCell(scan);
  else if (isLineEnd(mark)) endRow(scan);
  else if (mark === scan.dialect.quote && scan.state !== 'plain') takeQuote(scan, mark);
  else takeText(scan, mark);
}

/** Text after a closing quote makes the quotes part of the cell. */
function takeText(scan: Scan, mark: string): void {
  const { quote } = scan.dialect;
  scan.cell = scan.state === 'closing' ? quote + scan.cell + quote + mark : scan.cell + mark;
  scan.state = 'plain';
}

/** A quote opens a cell, or is a literal quote when it follows the one that seemed to close the cell. */
function takeQuote(scan: Scan, mark: string): void {
  if (scan.state === 'closing') scan.cell += mark;
  else scan.openedAt = scan.line;
  scan.state = 'quoted';
}

function endCell(scan: Scan): void {
  scan.cells.push(scan.cell);
  scan.cell = '';
  scan.state = 'field';
}

function endRow(scan: Scan): void {
  if (scan.state === 'field' && scan.cells.length === 0) return;
  endCell(scan);
  scan.onRow(scan.cells);
  scan.cells = [];
}

/** Where the quote begins that swallows the rest of the text; null when all are closed. */
export async function openQuoteLine(pieces: AsyncIterable<string>, dialect: Dialect): Promise<number | null> {
  const scan = scanner(dialect, () => undefined);
  for await (const piece of pieces) scan.push(piece);
  return scan.end();
}

function isLineEnd(mark: string): boolean {
  return mark === '\n' || mark === '\r';
}
