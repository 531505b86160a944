/** How many records an export holds, counted without the code that reads them. */
import type { SourceCount } from '../../model/settlement.ts';
import { decodeFile } from './decode.ts';
import type { CsvFile } from './options.ts';
import { scanner } from './scan.ts';
import { stateOf } from './text-file.ts';

/**
 * Rows after the header; with `rows:` distinct keys, where a row without a usable key counts for itself.
 * Throws FatalError as `read` does for a file that is missing or wrongly encoded.
 */
export async function countRecords(file: CsvFile): Promise<SourceCount> {
  await stateOf(file);
  let keyAt: readonly number[] | undefined;
  let rows = 0;
  const keys = new Set<string>();
  const scan = scanner(file, (cells) => {
    const key = keyAt?.map((at) => cells[at] ?? '');
    if (key === undefined) keyAt = file.key.map((column) => cells.indexOf(column));
    else if (file.rows === null || !isUsable(key, file.nulls)) rows += 1;
    else keys.add(key.join('/'));
  });
  for await (const text of decodeFile(file)) scan.push(text);
  if (scan.end() !== null || keyAt === undefined) return { count: null, how: `${file.name} is not whole` };
  const what = file.rows === null ? 'rows' : `distinct ${file.key.join('/')}`;
  return { count: rows + keys.size, how: `${what} of ${file.name}, by a second reader` };
}

function isUsable(key: readonly string[], nulls: readonly string[]): boolean {
  const text = key.join('/');
  return !key.some((part) => nulls.includes(part)) && !text.includes('\0') && text.length <= 300;
}
