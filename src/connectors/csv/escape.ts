/** Turns exports whose quotes are escaped by a character of their own (MySQL's backslash) into RFC 4180, which the parser reads. */
import type { EscapingDialect } from './dialect.ts';

/**
 * The same rows, cells and lines, written without the escape. The escape stands for nothing but the next character where that is
 * a quote, a delimiter, a line end or the escape itself; before any other character it is text (`\N`, `C:\Temp`). Pieces may be
 * cut anywhere.
 */
export async function* unescaped(pieces: AsyncIterable<string>, dialect: EscapingDialect): AsyncGenerator<string> {
  const special = new Set([dialect.delimiter, dialect.quote, dialect.escape, '\r', '\n']);
  const writer: Writer = { ...dialect, special, cell: emptyCell(), pending: '' };
  for await (const piece of pieces) yield Array.from(piece, (mark) => next(writer, mark)).join('');
  yield end(writer);
}

/** One cell: as it is written, and what it says. */
interface Cell {
  written: string;
  text: string;
  /** `opened` by a quote; `closed` by one, after which more text makes the quotes part of the cell. */
  quotes: 'none' | 'opened' | 'closed' | 'text';
  escaped: boolean;
}

interface Writer extends EscapingDialect {
  readonly special: ReadonlySet<string>;
  cell: Cell;
  /** The escape, and a CR after it, until it is known what follows: an escaped CRLF is one line end. */
  pending: string;
}

function emptyCell(): Cell {
  return { written: '', text: '', quotes: 'none', escaped: false };
}

/** What can be written now that this character is known. */
function next(writer: Writer, mark: string): string {
  const { pending } = writer;
  if (pending === '' && mark !== writer.escape) return take(writer, mark);
  if (pending === '' || (pending.length === 1 && mark === '\r')) {
    writer.pending += mark;
    return '';
  }
  writer.pending = '';
  if (pending.length === 1) return takeEscaped(writer, mark);
  if (mark === '\n') return takeEscaped(writer, '\r\n');
  return takeEscaped(writer, '\r') + next(writer, mark);
}

function end(writer: Writer): string {
  const { pending } = writer;
  if (pending !== '') takeEscaped(writer, pending.slice(1));
  return finish(writer, '');
}

function take(writer: Writer, mark: string): string {
  const { cell, delimiter, quote } = writer;
  if (cell.quotes !== 'opened' && [delimiter, '\r', '\n'].includes(mark)) return finish(writer, mark);
  cell.written += mark;
  if (mark === quote) takeQuote(cell, quote);
  else takeText(cell, mark, quote);
  return '';
}

function takeEscaped(writer: Writer, text: string): string {
  const { cell, special, quote } = writer;
  const stands = special.has(text.charAt(0));
  cell.written += writer.escape + text;
  cell.escaped ||= stands;
  takeText(cell, stands ? text : writer.escape + text, quote);
  return '';
}

function takeQuote(cell: Cell, quote: string): void {
  if (cell.quotes === 'none') cell.quotes = 'opened';
  else if (cell.quotes === 'opened') cell.quotes = 'closed';
  else {
    cell.text += quote;
    if (cell.quotes === 'closed') cell.quotes = 'opened';
  }
}

function takeText(cell: Cell, text: string, quote: string): void {
  if (cell.quotes === 'closed') cell.text = quote + cell.text + quote;
  if (cell.quotes !== 'opened') cell.quotes = 'text';
  cell.text += text;
}

/** Ends the cell. One in which nothing was escaped stays as it is written, an open quote too: the parser has its rules for those. */
function finish(writer: Writer, mark: string): string {
  const { cell, quote } = writer;
  writer.cell = emptyCell();
  if (!cell.escaped) return cell.written + mark;
  const body = quote + cell.text.replaceAll(quote, quote + quote);
  return cell.quotes === 'opened' ? body : body + quote + mark;
}
