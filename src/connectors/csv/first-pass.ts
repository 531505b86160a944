/** The first pass over an export, remembered: checks the whole file before any record of it is given. */
import { hash } from 'node:crypto';
import { access, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { FatalError } from '../../errors.ts';
import { ageReader, type ColumnOrder } from './ages.ts';
import type { CsvFile } from './csv-file.ts';
import type { Dialect } from './dialect.ts';
import type { LeftOut } from './left-out.ts';
import type { RowPosition } from './parse.ts';
import { type Found, readThrough } from './read-through.ts';
import type { RecordShape } from './record.ts';
import { shapeOf } from './shape.ts';
import { type TextFile, writeWhole } from './text-file.ts';

const stored: z.ZodType<Found> = z.object({
  columns: z.array(z.string()),
  dialect: z.object({ delimiter: z.string(), quote: z.string() }),
  body: z.object({ offset: z.number(), line: z.number() }),
  duplicates: z.array(z.tuple([z.number(), z.number()])),
  omitted: z.array(z.number()),
  left: z.object({ blank: z.number(), footer: z.number(), identical: z.number() }),
  backslashes: z.object({ cells: z.number(), line: z.number().nullable() }),
  orders: z.array(
    z.object({
      column: z.string(),
      order: z.enum(['number', 'day-first', 'month-first']).nullable(),
      shownBy: z.string().nullable(),
    }),
  ),
  openEnd: z.number().nullable(),
  otherEncoding: z.string().nullable(),
  groups: z.number(),
});

/** What the first pass found in one content under one set of options. `list` is a file in the work folder. */
export interface FirstPass {
  /** Of the content and of the options that decide what is read from it. */
  readonly fingerprint: string;
  readonly text: TextFile;
  readonly shape: RecordShape;
  readonly dialect: Dialect;
  /** Where the first row after the header begins. */
  readonly body: RowPosition;
  /** Lines of rows whose key belongs to another row, and that row's line. */
  readonly duplicates: ReadonlyMap<number, number>;
  /** Lines of rows left out for what the row alone doesn't show: identical ones, and footers by their number. */
  readonly omitted: ReadonlySet<number>;
  readonly left: LeftOut;
  /** Cells that hold a backslash before a quote, and the line of the first; none where `escape:` is declared. */
  readonly backslashes: { readonly cells: number; readonly line: number | null };
  readonly orders: readonly ColumnOrder[];
  /** Line of the last row, when it has no line end. */
  readonly openEnd: number | null;
  /** An encoding the bytes fit as well, too few to be sure of it. */
  readonly otherEncoding: string | null;
  /** Records and where their rows are listed; only with `rows:`. */
  readonly groups: { readonly count: number; readonly list: string } | null;
}

/** Incremented when the format of what is cached on disk changes. */
const FORMAT = 2;

/** Kept in `workDir` by content and options, so only the first call reads the file. Throws FatalError for a file that can't be trusted. */
export async function firstPass(file: CsvFile, text: TextFile, workDir: string): Promise<FirstPass> {
  refuseOtherContent(file, text);
  const fingerprint = hash('sha256', JSON.stringify([FORMAT, text.content, { ...file, name: '', path: '' }]));
  const kept = path.join(workDir, `${fingerprint}.first-pass`);
  const list = path.join(workDir, `${fingerprint}.groups`);
  const known = await keptFirstPass(kept, file.rows === null ? [] : [list]);
  const found = known ?? (await readThrough(file, text, list));
  if (known === undefined) await writeWhole(kept, (part) => writeFile(part, JSON.stringify(found)));
  const { columns, orders, duplicates, omitted, groups, ...rest } = found;
  const ageOf = (age: CsvFile['version']) => age && ageReader(file, age, found);
  return {
    ...rest,
    fingerprint,
    text,
    orders,
    shape: {
      ...shapeOf(file, columns),
      version: ageOf(file.version),
      latest: ageOf(file.rows?.latest ?? null),
    },
    duplicates: new Map(duplicates),
    omitted: new Set(omitted),
    groups: file.rows === null ? null : { count: groups, list },
  };
}

/** Undefined when it isn't cached, can't be parsed, or a file beside it is missing: then the pass is done again. */
async function keptFirstPass(kept: string, beside: readonly string[]): Promise<Found | undefined> {
  try {
    for (const file of beside) await access(file);
    return stored.parse(JSON.parse(await readFile(kept, 'utf8')));
  } catch {
    return undefined;
  }
}

const SHOWN_HASH = 16;

/** Keys made of rows mean something in one content alone: in another, every record would seem to be a new one. */
function refuseOtherContent(file: CsvFile, { content }: TextFile): void {
  const { key, content: declared } = file;
  if (declared !== null && content.startsWith(declared)) return;
  if (declared === null && key.from === 'columns') return;
  const pin = `content: ${content.slice(0, SHOWN_HASH)}`;
  const because =
    key.from === 'columns'
      ? `it is another file than the one that \`content: ${declared}\` means`
      : declared === null
        ? `\`key: ${key.from}\` is good for one file alone, which has to be named`
        : `\`key: ${key.from}\` is good for one file alone, and this is another one: its records would all be loaded as new`;
  throw new FatalError(`${file.name}: ${because}`, {
    code: 'content-other',
    at: file.path,
    hint: `say \`${pin}\` beside its path in ferry.yaml if this is the file that is meant; a file that is exported again needs a key of its own columns`,
  });
}
