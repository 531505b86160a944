/** Rows of a file that is whole: what shows that it was cut off, or that a quote never closed, stops the reading. */
import { open, stat } from 'node:fs/promises';
import { CsvError } from 'csv-parse';
import { FatalError } from '../../errors.ts';
import type { CsvFile } from './csv-file.ts';
import type { Dialect } from './dialect.ts';
import { MAX_ROW, parseRows, type Row, type RowPosition } from './parse.ts';
import { scanFile } from './scan-file.ts';
import type { Shape } from './shape.ts';
import type { TextFile } from './text-file.ts';

/** Throws FatalError `file-truncated` or `row-too-large` where csv-parse gives up. */
export async function* soundRows(
  file: CsvFile,
  text: TextFile,
  { from, dialect }: { readonly from: RowPosition; readonly dialect: Dialect },
): AsyncGenerator<Row> {
  let { line } = from;
  try {
    for await (const row of parseRows(text.path, from, dialect)) {
      line = row.nextLine;
      yield row;
    }
  } catch (error) {
    throw await asUnsound(file, error, line);
  }
}

async function asUnsound(file: CsvFile, error: unknown, line: number): Promise<unknown> {
  if (!(error instanceof CsvError)) return error;
  const { open } = await scanFile(file, () => undefined);
  if (open !== null) {
    return new FatalError(`${file.name} ends within a quoted cell that begins at line ${open}`, {
      code: 'file-truncated',
      at: `${file.path}:${open}`,
      hint: 'export the file again, or close the quote at that line',
    });
  }
  return new FatalError(`${file.name} has a row of more than ${MAX_ROW} characters at line ${line}`, {
    code: 'row-too-large',
    at: `${file.path}:${line}`,
    hint: 'look for a quote that is not closed near that line',
  });
}

/**
 * The line of the last row when it lacks the line end that all others have, as files do that were cut off between two
 * characters; null when it has one. Throws FatalError `file-truncated` when cells are missing from it, too.
 */
export async function openEnd(shape: Shape, text: TextFile, last: Row | null): Promise<number | null> {
  if (last === null || (await endsInLine(text.path))) return null;
  const { file, columns } = shape;
  const { cells, line } = last;
  if (cells.length >= columns.length) return line;
  throw new FatalError(
    `${file.name} ends in the middle of a row: line ${line} has ${cells.length} of ${columns.length} cells and no line end`,
    {
      code: 'file-truncated',
      at: `${file.path}:${line}`,
      hint: 'export the file again; `footer: 1` beside its path in ferry.yaml leaves out a last line that is no row',
    },
  );
}

/** Whether the last character is a line end. Of a UTF-8 form, where both are one byte. */
async function endsInLine(path: string): Promise<boolean> {
  const { size } = await stat(path);
  if (size === 0) return true;
  const file = await open(path);
  try {
    const { buffer } = await file.read(new Uint8Array(1), 0, 1, size - 1);
    return buffer[0] === 0x0a || buffer[0] === 0x0d;
  } finally {
    await file.close();
  }
}
