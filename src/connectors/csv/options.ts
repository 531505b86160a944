/** What a user may say about exports in `ferry.yaml`, and the same with every default filled in. */
import path from 'node:path';
import { z } from 'zod';
import { encodingOf } from './decode.ts';

const encoding = z.string().refine((name) => encodingOf(name) !== undefined, {
  message: 'is not an encoding Ferry can read (utf-8, gb18030, utf-16, windows-1252, …)',
});
const column = z.string().min(1);
const columns = z.array(column).min(1);
const delimiter = z
  .string()
  .length(1)
  .refine((mark) => mark !== '\n' && mark !== '\r', { message: 'must not be a line end' });

const file = z.strictObject({
  path: z.string().min(1),
  encoding: encoding.optional(),
  delimiter: delimiter.default(','),
  quote: z.string().length(1).default('"'),
  nulls: z.array(z.string()).optional(),
  key: z.union([column, columns]).default('id'),
  version: column.optional(),
  json: columns.optional(),
  rows: z.strictObject({ latest: column, changes: columns.optional() }).optional(),
});

/** As written in ferry.yaml. `files` is by source entity; text in place of options is the `path:`. See `csvFiles`. */
export const csvOptions = z.strictObject({
  kind: z.literal('csv'),
  dir: z.string().min(1),
  encoding: encoding.default('utf-8'),
  nulls: z.array(z.string()).default(['']),
  files: z.record(z.string().min(1), z.union([z.string().min(1), file])),
});

export type CsvOptions = z.output<typeof csvOptions>;

/** One export as it is read: nothing left to default. */
export interface CsvFile {
  /** For messages: as the user wrote it. */
  readonly name: string;
  readonly path: string;
  /** As `encodingOf` names it. */
  readonly encoding: string;
  readonly delimiter: string;
  readonly quote: string;
  readonly nulls: readonly string[];
  readonly key: readonly string[];
  readonly version: string | null;
  readonly json: readonly string[];
  readonly rows: { readonly latest: string; readonly changes: readonly string[] } | null;
}

/** The files by entity; relative paths start at the source's `dir`, which starts at `baseDir`. */
export function csvFiles(options: CsvOptions, baseDir: string): ReadonlyMap<string, CsvFile> {
  const dir = path.resolve(baseDir, options.dir);
  return new Map(Object.entries(options.files).map(([entity, given]) => [entity, complete(options, dir, given)]));
}

function complete(options: CsvOptions, dir: string, given: CsvOptions['files'][string]): CsvFile {
  const own = file.parse(typeof given === 'string' ? { path: given } : given);
  const encoding = own.encoding ?? options.encoding;
  return {
    name: own.path,
    path: path.resolve(dir, own.path),
    encoding: encodingOf(encoding) ?? encoding,
    delimiter: own.delimiter,
    quote: own.quote,
    nulls: own.nulls ?? options.nulls,
    key: typeof own.key === 'string' ? [own.key] : own.key,
    version: own.version ?? null,
    json: own.json ?? [],
    rows: own.rows ? { latest: own.rows.latest, changes: own.rows.changes ?? [] } : null,
  };
}
