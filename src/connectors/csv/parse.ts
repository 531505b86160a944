/** Rows of a UTF-8 export with their byte and line positions: csv-parse in its lenient mode, so that nothing is dropped. */
import { createReadStream } from 'node:fs';
import { type Info, type Options, parse } from 'csv-parse';
import { parse as parseAtOnce } from 'csv-parse/sync';
import type { Dialect } from './dialect.ts';

/** Never an empty line, but maybe with more or fewer cells than the header. Lines end in CRLF, LF or CR. */
export interface Row {
  readonly cells: readonly string[];
  /** Line of the file the row begins on, from 1. */
  readonly line: number;
  /** Line after the row's last one. */
  readonly nextLine: number;
  /** Bytes of the UTF-8 form: the row and the blank lines before it. */
  readonly start: number;
  readonly end: number;
}

/** Where a row begins: a byte of the UTF-8 form, and its line, from 1, from which lines are counted. */
export interface RowPosition {
  readonly offset: number;
  readonly line: number;
}

/** A row of more characters than this is taken for a quote that was never closed. */
export const MAX_ROW = 64 * 1024 * 1024;

const LINE_END = /\r\n|\r|\n/g;

/** Rows from a position on. Blank lines are no rows; short and long rows come as they are. Throws csv-parse's own errors. */
export async function* parseRows(file: string, from: RowPosition, dialect: Dialect): AsyncGenerator<Row> {
  const parser = parse({ ...csvParseOptions(dialect), info: true });
  const bytes = createReadStream(file, { start: from.offset, highWaterMark: 1 << 18 });
  bytes.on('error', (error) => parser.destroy(error));
  const advance = lineCounter(from);
  try {
    for await (const parsed of bytes.pipe(parser)) yield advance(parsed);
  } finally {
    bytes.destroy();
    parser.destroy();
  }
}

/** The cells of whole rows already in memory. */
export function parseCells(bytes: Buffer, dialect: Dialect): readonly (readonly string[])[] {
  return parseAtOnce(bytes, csvParseOptions(dialect));
}

/** A bare quote within a cell is text, and so is what follows a closing quote: kept as written. */
function csvParseOptions(dialect: Dialect): Options<string[]> {
  return {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.quote,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: MAX_ROW,
  };
}

/** What csv-parse gives with `info`: its counts are those at the end of the row. */
interface Positioned {
  readonly record: readonly string[];
  readonly info: Pick<Info, 'bytes' | 'lines' | 'empty_lines'>;
}

/** csv-parse counts CRLF within quotes twice, so lines are counted here wherever its count says that a row spans several. */
function lineCounter(from: RowPosition): (parsed: Positioned) => Row {
  let before: Positioned['info'] = { bytes: 0, lines: 0, empty_lines: 0 };
  let next = from.line;
  return ({ record: cells, info }) => {
    const blanks = info.empty_lines - before.empty_lines;
    const line = next + blanks;
    const spans = info.lines - before.lines !== 1 + blanks;
    next = line + 1 + (spans ? lineEndsIn(cells) : 0);
    const start = from.offset + before.bytes;
    before = info;
    return { cells, line, nextLine: next, start, end: from.offset + info.bytes };
  };
}

function lineEndsIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(LINE_END)?.length ?? 0), 0);
}
