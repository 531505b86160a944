/** The first pass over an export: checks the whole file before any record of it is given, and finds which rows share a key. */
import { hash } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CsvError } from 'csv-parse';
import { z } from 'zod';
import { FatalError } from '../../errors.ts';
import { decodeFile, isUtf8 } from './decode.ts';
import { type Grouping, grouping } from './groups.ts';
import { keyTable } from './key-table.ts';
import type { CsvFile } from './options.ts';
import { MAX_ROW, parseRows, type Row, type RowPosition } from './parse.ts';
import { openQuoteLine } from './scan.ts';
import { isRagged, keyOf, type Shape, shapeOf } from './shape.ts';
import { type TextFile, writeWhole } from './text-file.ts';

const stored = z.object({
  columns: z.array(z.string()),
  body: z.object({ offset: z.number(), line: z.number() }),
  duplicates: z.array(z.number()),
  groups: z.number(),
});

/** What the first pass found in one content under one set of options. `list` is a file in the work folder. */
export interface FirstPass {
  /** Of the content and of the options that decide what is read from it. */
  readonly fingerprint: string;
  readonly text: TextFile;
  readonly shape: Shape;
  /** Where the first row after the header begins. */
  readonly body: RowPosition;
  /** Lines of the rows whose key belongs to an earlier row. */
  readonly duplicates: ReadonlySet<number>;
  /** Records and where their rows are listed; only with `rows:`. */
  readonly groups: { readonly count: number; readonly list: string } | null;
}

/** Incremented when the format of what is cached on disk changes. */
const FORMAT = 1;

/** Kept in `workDir` by content and options, so only the first call reads the file. Throws FatalError for a file that can't be trusted. */
export async function firstPass(file: CsvFile, text: TextFile, workDir: string): Promise<FirstPass> {
  const fingerprint = hash('sha256', JSON.stringify([FORMAT, text.content, { ...file, name: '', path: '' }]));
  const kept = path.join(workDir, `${fingerprint}.first-pass`);
  const list = path.join(workDir, `${fingerprint}.groups`);
  const known = await keptFirstPass(kept, file.rows === null ? [] : [list]);
  const found = known ?? (await readThrough(file, text, list));
  if (known === undefined) await writeWhole(kept, (part) => writeFile(part, JSON.stringify(found)));
  return {
    fingerprint,
    text,
    shape: shapeOf(file, found.columns),
    body: found.body,
    duplicates: new Set(found.duplicates),
    groups: file.rows === null ? null : { count: found.groups, list },
  };
}

type Found = z.output<typeof stored>;

/** Undefined when it isn't cached, can't be parsed, or a file beside it is missing: then the pass is done again. */
async function keptFirstPass(kept: string, beside: readonly string[]): Promise<Found | undefined> {
  try {
    for (const file of beside) await access(file);
    return stored.parse(JSON.parse(await readFile(kept, 'utf8')));
  } catch {
    return undefined;
  }
}

async function readThrough(file: CsvFile, text: TextFile, list: string): Promise<Found> {
  if (isUtf8(file.encoding)) await proveDecodable(file);
  const rows = soundRows(file, text);
  const header = await rows.next();
  if (header.done) throw noHeader(file);
  const { cells, end, nextLine } = header.value;
  const shape = shapeOf(file, cells);
  const found = { columns: [...cells], body: { offset: end, line: nextLine }, duplicates: [], groups: 0 };
  if (file.rows === null) return { ...found, duplicates: await findDuplicates(shape, rows) };
  const groups = await findGroups(shape, rows);
  await writeWhole(list, groups.write);
  return { ...found, groups: groups.count() };
}

/** Complete rows claim their keys first, so that no complete row is quarantined as the duplicate of a ragged one. */
async function findDuplicates(shape: Shape, rows: AsyncIterable<Row>): Promise<number[]> {
  const table = keyTable();
  const duplicates: number[] = [];
  const ragged: { key: string; line: number }[] = [];
  const claim = (key: string, line: number) => {
    if (table.claim(key, line) !== line) duplicates.push(line);
  };
  for await (const { cells, line } of rows) {
    const found = keyOf(shape, cells);
    if (!('key' in found)) continue;
    if (isRagged(shape, cells)) ragged.push({ key: found.key, line });
    else claim(found.key, line);
  }
  for (const { key, line } of ragged) claim(key, line);
  return duplicates;
}

/** A row without a usable key is a record of its own. */
async function findGroups(shape: Shape, rows: AsyncIterable<Row>): Promise<Grouping> {
  const table = keyTable();
  const groups = grouping();
  for await (const row of rows) {
    const found = keyOf(shape, row.cells);
    const next = groups.count();
    groups.add('key' in found ? table.claim(found.key, next) : next, row);
  }
  return groups;
}

async function* soundRows(file: CsvFile, text: TextFile): AsyncGenerator<Row> {
  let line = 1;
  try {
    for await (const row of parseRows(text.path, { offset: text.start, line }, file)) {
      line = row.nextLine;
      yield row;
    }
  } catch (error) {
    throw await asUnsound(file, error, line);
  }
}

async function asUnsound(file: CsvFile, error: unknown, line: number): Promise<unknown> {
  if (!(error instanceof CsvError)) return error;
  const open = await openQuoteLine(decodeFile(file), file);
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

async function proveDecodable(file: CsvFile): Promise<void> {
  for await (const _ of decodeFile(file));
}

function noHeader(file: CsvFile): FatalError {
  return new FatalError(`${file.name} is empty: not even a header`, {
    code: 'column-missing',
    at: file.path,
    hint: 'export the file again; a file without records still has its header line',
  });
}
