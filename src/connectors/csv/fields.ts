/** What the records of an export can hold: its header, and what its cells of JSON hold. */
import { isObject, type JsonObject } from '../../model/json.ts';
import { type FieldPath, gatherFields, type SourceFields } from '../../model/source-fields.ts';
import type { Page } from '../port.ts';
import type { CsvFile } from './csv-file.ts';
import { firstPass } from './first-pass.ts';
import { ROW_KEY } from './shape.ts';
import { openText } from './text-file.ts';

/** Reads the records only for the names in cells of JSON. Throws FatalError for a file that can't be trusted. */
export async function fieldsOf(file: CsvFile, read: () => AsyncIterable<Page>, workDir: string): Promise<SourceFields> {
  const { shape } = await firstPass(file, await openText(file, workDir), workDir);
  const names = [...new Set(shape.columns), ...(file.key.from === 'columns' ? [] : [ROW_KEY])];
  const columns = names.map((name): FieldPath => [name]);
  const json = shape.columns.filter((_, at) => shape.json.has(at));
  const below = json.length === 0 ? [] : await namesIn(json, read());
  const cells = { paths: [...columns, ...below], open: json.map((name): FieldPath => [name]) };
  return file.rows === null ? cells : withRows(cells);
}

async function namesIn(columns: readonly string[], pages: AsyncIterable<Page>): Promise<readonly FieldPath[]> {
  const found = gatherFields();
  const add = (cells: JsonObject) => {
    for (const name of columns) found.add(cells[name], [name]);
  };
  for await (const { records } of pages) for (const { data } of records) rowsOf(data).forEach(add);
  return found.paths();
}

/** The rows of a record, or the record itself when it is one row. */
function rowsOf(data: JsonObject): readonly JsonObject[] {
  return Array.isArray(data.rows) ? data.rows.filter(isObject) : [data];
}

/** A record of several rows has them all in `rows`, and in `changes` what changed between them. */
function withRows({ paths, open }: SourceFields): SourceFields {
  const inRow = (path: FieldPath): FieldPath => ['rows', ...path];
  const changes = ['field', 'from', 'to', 'row'].map((name): FieldPath => ['changes', name]);
  const rowOfChange = paths.map((path): FieldPath => ['changes', 'row', ...path]);
  return {
    paths: [...paths, ...paths.map(inRow), ...changes, ...rowOfChange],
    open: [...open, ...open.map(inRow), ...open.map((path): FieldPath => ['changes', 'row', ...path])],
  };
}
