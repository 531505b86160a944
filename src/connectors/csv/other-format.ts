/** Files that are no text of cells at all, known by how they begin: a workbook read as CSV would only look badly encoded. */
import { open } from 'node:fs/promises';
import { FatalError } from '../../errors.ts';
import type { CsvFile } from './csv-file.ts';

const EXPORT = 'export it as CSV (in Excel: “CSV UTF-8”), or save it so';
const BEGINNINGS = [
  { bytes: 'PK\x03\x04', what: 'a workbook (.xlsx) or another ZIP archive', hint: EXPORT },
  { bytes: '\xd0\xcf\x11\xe0', what: 'an old workbook (.xls)', hint: EXPORT },
  { bytes: '\x1f\x8b', what: 'compressed with gzip', hint: 'unpack it: gunzip' },
  { bytes: '%PDF', what: 'a PDF', hint: EXPORT },
];
/** What some systems call an Excel export. */
const MARKUP = /^\s*<(?:!doctype html|html|table|\?xml)\b/i;
const JSON_LINES = /^\s*(?:\[\s*)?\{\s*"/;
const BEGINNING = 64;

/** Throws FatalError `format-other` for what begins as no CSV does. Throws what opening the file throws. */
export async function refuseOtherFormat(file: CsvFile): Promise<void> {
  const begun = await beginningOf(file.path);
  const found = BEGINNINGS.find(({ bytes }) => begun.startsWith(bytes)) ?? markup(file, begun);
  if (found === undefined) return;
  const { what, hint } = found;
  throw new FatalError(`${file.name} is no CSV but ${what}`, { code: 'format-other', at: file.path, hint });
}

function markup(file: CsvFile, begun: string): { readonly what: string; readonly hint: string } | undefined {
  if (MARKUP.test(begun)) return { what: 'HTML or XML', hint: EXPORT };
  // A first row of data may begin with a cell of JSON; a header doesn't.
  return file.header === null && JSON_LINES.test(begun)
    ? { what: 'JSON', hint: 'turn it into CSV, a line for each object' }
    : undefined;
}

/** Each byte as one character. */
async function beginningOf(path: string): Promise<string> {
  const opened = await open(path);
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(BEGINNING), 0, BEGINNING, 0);
    return buffer.toString('latin1', 0, bytesRead).replace(/^\xef\xbb\xbf/, '');
  } finally {
    await opened.close();
  }
}
