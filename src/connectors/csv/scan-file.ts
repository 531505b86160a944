/** Scans a whole export by the second reader: its own decoding, its own head, its own parser. */
import type { CsvFile } from './csv-file.ts';
import { decodeFile } from './decode.ts';
import { COMMA } from './dialect.ts';
import { openHead } from './head.ts';
import { scanner } from './scan.ts';

/**
 * Calls `onRow` for every line after the head that isn't empty, the header included. Gives the line on which a quote opens that
 * never closes, or null. Throws FatalError `encoding-wrong` and `file-truncated` as decoding does.
 */
export async function scanFile(file: CsvFile, onRow: (cells: readonly string[]) => void): Promise<number | null> {
  const { head, rest } = await openHead(decodeFile(file), file.skip);
  const dialect = {
    delimiter: file.delimiter ?? head.delimiter ?? COMMA,
    quote: file.quote,
    escape: file.escape,
  };
  const scan = scanner(dialect, onRow, head.line);
  for await (const text of rest) scan.push(text);
  return scan.end();
}
