/** Scans a whole export by the second reader: its own decoding, its own head, its own parser. */
import type { CsvFile } from './csv-file.ts';
import { decodeFile } from './decode.ts';
import { COMMA } from './dialect.ts';
import { openHead } from './head.ts';
import { scanner } from './scan.ts';

/** What a scan shows of the file as a whole. */
export interface Scanned {
  /** The line on which a quote opens that never closes; null: all are closed. */
  readonly open: number | null;
  /** Cells whose quotes had to be guessed, and the line of the first. */
  readonly guesses: { readonly cells: number; readonly line: number | null };
}

/**
 * Calls `onRow` for every line after the head that isn't empty, the header included. Throws FatalError `encoding-wrong` and
 * `file-truncated` as decoding does.
 */
export async function scanFile(file: CsvFile, onRow: (cells: readonly string[]) => void): Promise<Scanned> {
  const { head, rest } = await openHead(decodeFile(file), file.skip);
  const dialect = {
    delimiter: file.delimiter ?? head.delimiter ?? COMMA,
    quote: file.quote,
    escape: file.escape,
  };
  const scan = scanner(dialect, onRow, head.line);
  for await (const text of rest) scan.push(text);
  return { open: scan.end(), guesses: scan.guesses() };
}
