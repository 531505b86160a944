/** Reads an export once from beginning to end: its columns, what is left out, which rows share a key, the order of its ages. */
import { createReadStream } from 'node:fs';
import { FatalError } from '../../errors.ts';
import type { ColumnOrder } from './ages.ts';
import type { CsvFile } from './csv-file.ts';
import { dataRows } from './data-rows.ts';
import { COMMA, type Dialect } from './dialect.ts';
import { findDuplicates } from './duplicates.ts';
import { otherEncoding } from './encoding-check.ts';
import { type Grouping, grouping } from './groups.ts';
import { type Head, openHead } from './head.ts';
import { keyTable } from './key-table.ts';
import type { LeftOut } from './left-out.ts';
import type { Row, RowPosition } from './parse.ts';
import { columnNames, type Shape, shapeOf } from './shape.ts';
import { openEnd, soundRows } from './sound-rows.ts';
import { type TextFile, writeWhole } from './text-file.ts';

/** What is found, as it is kept on disk; see `FirstPass`. */
export interface Found {
  readonly columns: string[];
  readonly dialect: Dialect;
  readonly body: RowPosition;
  readonly duplicates: [line: number, first: number][];
  readonly omitted: number[];
  readonly left: LeftOut;
  readonly backslashes: { readonly cells: number; readonly line: number | null };
  readonly orders: ColumnOrder[];
  readonly openEnd: number | null;
  readonly otherEncoding: string | null;
  readonly groups: number;
}

/** Throws FatalError for a file that can't be trusted; `list` is written for files with `rows:`. */
export async function readThrough(file: CsvFile, text: TextFile, list: string): Promise<Found> {
  const doubt = await otherEncoding(file);
  const head = await headIn(file, text);
  const dialect = { delimiter: file.delimiter ?? head.delimiter ?? COMMA, quote: file.quote };
  const start = { offset: text.start + Buffer.byteLength(head.text), line: head.line };
  const rowsFrom = (from: RowPosition) => soundRows(file, text, { from, dialect });
  const { columns, body } = await headerOf(file, start, rowsFrom(start));
  const shape = shapeOf(file, columns);
  const pass = dataRows(file, columns, () => rowsFrom(body));
  const { duplicates, omitted, groups } = await (file.rows === null
    ? sharedKeys(shape, pass.rows)
    : listedGroups(shape, pass.rows, list));
  const { left, footers, backslashes, last } = pass.seen();
  return {
    ...{ columns: [...columns], dialect, body, duplicates, groups },
    omitted: [...omitted, ...footers],
    left: { ...left, identical: omitted.length },
    backslashes,
    orders: [...pass.orders()],
    openEnd: await openEnd(shape, text, last),
    otherEncoding: doubt,
  };
}

async function headIn(file: CsvFile, { path, start }: TextFile): Promise<Head> {
  const { head, rest } = await openHead(createReadStream(path, { start, encoding: 'utf8' }), file.skip);
  for await (const _ of rest) break;
  return head;
}

async function headerOf(
  file: CsvFile,
  start: RowPosition,
  rows: AsyncGenerator<Row>,
): Promise<{ readonly columns: readonly string[]; readonly body: RowPosition }> {
  const { value: first, done } = await rows.next();
  await rows.return(undefined);
  const cells = done === true ? null : columnNames(file, first.cells);
  if (file.header !== null) {
    if (cells !== null && JSON.stringify(cells) === JSON.stringify(file.header)) throw headerTwice(file, start.line);
    return { columns: file.header, body: start };
  }
  if (cells === null) throw noHeader(file);
  return { columns: cells, body: { offset: first.end, line: first.nextLine } };
}

type Keys = Pick<Found, 'duplicates' | 'omitted' | 'groups'>;

async function sharedKeys(shape: Shape, rows: () => AsyncIterable<Row>): Promise<Keys> {
  const { different, identical } = await findDuplicates(shape, rows);
  return { duplicates: different.map(({ line, first }) => [line, first]), omitted: [...identical], groups: 0 };
}

async function listedGroups(shape: Shape, rows: () => AsyncIterable<Row>, list: string): Promise<Keys> {
  const groups = await findGroups(shape, rows());
  await writeWhole(list, groups.write);
  return { duplicates: [], omitted: [], groups: groups.count() };
}

/** A row without a usable key is a record of its own. */
async function findGroups(shape: Shape, rows: AsyncIterable<Row>): Promise<Grouping> {
  const table = keyTable();
  const groups = grouping();
  for await (const row of rows) {
    const found = shape.keyOf(row);
    const next = groups.count();
    groups.add('key' in found ? table.claim(found.key, next) : next, row);
  }
  return groups;
}

function noHeader(file: CsvFile): FatalError {
  return new FatalError(`${file.name} is empty: not even a header`, {
    code: 'column-missing',
    at: file.path,
    hint: 'export the file again; a file without records still has its header line',
  });
}

function headerTwice(file: CsvFile, line: number): FatalError {
  return new FatalError(`${file.name} has the header line that \`header:\` names`, {
    code: 'header-duplicate',
    at: `${file.path}:${line}`,
    hint: 'take `header:` out of ferry.yaml; it is for files without such a line',
  });
}
