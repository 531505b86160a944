/** One export as its options say it is read: nothing left to default. */
import path from 'node:path';
import { encodingOf } from './decode.ts';
import { type CsvOptions, fileOptions, type NORMAL_FORMS } from './options.ts';
import type { AgeColumn } from './order.ts';

/** What makes a record's key: columns, or the row itself where no column does. */
export type KeyRule =
  | { readonly from: 'columns'; readonly columns: readonly string[]; readonly forms: readonly NormalForm[] }
  /** A column named `row` or `hash` is meant by a list: `key: [row]`. */
  | { readonly from: 'row' | 'hash' };

/** A way in which two spellings of a key become one; see `normalised`. */
export type NormalForm = (typeof NORMAL_FORMS)[number];

/** Relative paths are resolved, names settled; what the options leave open has its default. */
/** One file of an export with everything that decides how it is read: its own options, completed by those of the source. */
export interface CsvFile {
  /** For messages: as the user wrote it. */
  readonly name: string;
  readonly path: string;
  /** As `encodingOf` names it. */
  readonly encoding: string;
  /** Read so whatever the bytes say. */
  readonly encodingSure: boolean;
  /** Null: what a `sep=` line says, else a comma. */
  readonly delimiter: string | null;
  readonly quote: string;
  /** Null: a quote within quotes is written twice (RFC 4180). */
  readonly escape: string | null;
  /** Nothing was said about it. */
  readonly escapeUnsaid: boolean;
  /** Lines before the header. */
  readonly skip: number;
  /** Column names of a file that has no header line. */
  readonly header: readonly string[] | null;
  /** How many rows at the end are none of the data, or what their first filled cell says. */
  readonly footer: number | readonly string[];
  /** Columns that are lists, however often they are there; `all`: those that are there several times. */
  readonly repeated: 'all' | readonly string[];
  readonly excelText: boolean;
  readonly nulls: readonly string[];
  readonly key: KeyRule;
  readonly content: string | null;
  readonly version: AgeColumn | null;
  readonly json: readonly string[];
  readonly rows: { readonly latest: AgeColumn; readonly changes: readonly string[] } | null;
}

type FileOptions = ReturnType<typeof fileOptions>;

/** The files by entity; relative paths start at the source's `dir`, which starts at `baseDir`. */
export function csvFiles(options: CsvOptions, baseDir: string): ReadonlyMap<string, CsvFile> {
  const dir = path.resolve(baseDir, options.dir);
  return new Map(Object.entries(options.files).map(([entity, given]) => [entity, complete(options, dir, given)]));
}

function complete(options: CsvOptions, dir: string, given: CsvOptions['files'][string]): CsvFile {
  const own = fileOptions(given);
  return {
    name: own.path,
    path: path.resolve(dir, own.path),
    ...encodingIn(own.encoding ?? options.encoding),
    ...layoutOf(own),
    nulls: own.nulls ?? options.nulls,
    key: keyRule(own.key),
    content: own.content ?? null,
    version: own.version === undefined ? null : ageColumn(own.version),
    json: own.json ?? [],
    rows: own.rows ? { latest: ageColumn(own.rows.latest), changes: own.rows.changes ?? [] } : null,
  };
}

type Layout =
  | 'delimiter'
  | 'quote'
  | 'escape'
  | 'escapeUnsaid'
  | 'skip'
  | 'header'
  | 'footer'
  | 'repeated'
  | 'excelText';

function layoutOf(own: FileOptions): Pick<CsvFile, Layout> {
  const { repeated = [], footer = 0, skip = 0, excelText = false } = own;
  return {
    delimiter: own.delimiter ?? null,
    quote: own.quote,
    escape: own.escape === undefined || own.escape === own.quote ? null : own.escape,
    escapeUnsaid: own.escape === undefined,
    ...{ skip, excelText },
    header: own.header ?? null,
    footer: typeof footer === 'string' ? [footer] : footer,
    repeated: repeated === 'list' ? 'all' : repeated,
  };
}

function encodingIn(given: CsvOptions['encoding']): Pick<CsvFile, 'encoding' | 'encodingSure'> {
  const { name, sure } = typeof given === 'string' ? { name: given, sure: false } : given;
  return { encoding: encodingOf(name) ?? name, encodingSure: sure };
}

function keyRule(given: FileOptions['key']): KeyRule {
  if (given === 'row' || given === 'hash') return { from: given };
  if (typeof given === 'string') return { from: 'columns', columns: [given], forms: [] };
  if ('columns' in given) {
    const { columns, normalise } = given;
    return { from: 'columns', columns: typeof columns === 'string' ? [columns] : columns, forms: normalise };
  }
  return { from: 'columns', columns: given, forms: [] };
}

function ageColumn(given: Exclude<FileOptions['version'], undefined>): AgeColumn {
  if (typeof given === 'string') return { column: given, format: null, zone: null };
  return { column: given.column, format: given.format ?? null, zone: given.zone ?? null };
}
