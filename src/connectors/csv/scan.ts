/** A second parser of RFC 4180 and of escapes, independent of the first, so that counting and reading don't share their mistakes. */
import type { AnyDialect } from './dialect.ts';

/** For one text; done after `end`, before which the last row may not have been given. Throws only what `onRow` does. */
export interface Scanner {
  push(text: string): void;
  /** Ends the text; the line on which a quote was opened that never closed, or null. */
  end(): number | null;
  /** So far: quoted cells in which a quote was taken for text because more text follows it, and the line of the first. */
  guesses(): { readonly cells: number; readonly line: number | null };
}

/** Calls `onRow` with the cells of every line that isn't empty, the header included. Pieces may be cut anywhere; lines count from `line`. */
export function scanner(dialect: AnyDialect, onRow: (cells: readonly string[]) => void, line = 1): Scanner {
  const scan: Scan = {
    dialect,
    onRow,
    state: 'field',
    cell: '',
    cells: [],
    line,
    openedAt: 0,
    guessed: 0,
    guessedAt: null,
    before: '',
    after: 'text',
  };
  return {
    push: (text) => {
      for (const mark of text) take(scan, mark);
    },
    end: () => {
      if (scan.after === 'escape') takeEscaped(scan, '');
      if (scan.state === 'quoted') return scan.openedAt;
      endRow(scan);
      return null;
    },
    guesses: () => ({ cells: scan.guessed, line: scan.guessedAt }),
  };
}

interface Scan {
  readonly dialect: AnyDialect;
  readonly onRow: (cells: readonly string[]) => void;
  state: 'field' | 'plain' | 'quoted' | 'closing';
  cell: string;
  cells: string[];
  line: number;
  openedAt: number;
  guessed: number;
  guessedAt: number | null;
  before: string;
  /** What the character before makes of the next one: after an escape and an escaped CR it is text. */
  after: 'text' | 'escape' | 'escaped-cr';
}

function take(scan: Scan, mark: string): void {
  const secondHalf = mark === '\n' && scan.before === '\r';
  scan.before = mark;
  const after = scan.after;
  scan.after = 'text';
  if (after === 'escape') takeEscaped(scan, mark);
  else if (after === 'escaped-cr' && mark === '\n') takeText(scan, mark);
  else if (mark === scan.dialect.escape) scan.after = 'escape';
  else if (scan.state === 'quoted') takeQuoted(scan, mark);
  else if (!secondHalf) takePlain(scan, mark);
  if (isLineEnd(mark) && !secondHalf) scan.line += 1;
}

/** An escape before anything that needs none is text itself. */
function takeEscaped(scan: Scan, mark: string): void {
  const { delimiter, quote, escape: own } = scan.dialect;
  scan.after = mark === '\r' ? 'escaped-cr' : 'text';
  const stands = [delimiter, quote, own, '\r', '\n'].includes(mark);
  takeText(scan, stands ? mark : `${own}${mark}`);
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
function takeText(scan: Scan, text: string): void {
  const { quote } = scan.dialect;
  if (scan.state === 'closing') {
    scan.cell = quote + scan.cell + quote;
    scan.guessed += 1;
    scan.guessedAt ??= scan.line;
  }
  scan.cell += text;
  if (scan.state !== 'quoted') scan.state = 'plain';
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

function isLineEnd(mark: string): boolean {
  return mark === '\n' || mark === '\r';
}
