/** The `csv` source: exports on disk, whatever their encoding and however many rows a record has. */
import { hash } from 'node:crypto';
import { FatalError, isFerryError } from '../errors.ts';
import type { SourceRecord } from '../model/record.ts';
import type { Watermark } from '../model/run.ts';
import { checkFiles } from './csv/check-files.ts';
import { type CsvFile, csvFiles } from './csv/csv-file.ts';
import { fieldsOf } from './csv/fields.ts';
import { type FirstPass, firstPass } from './csv/first-pass.ts';
import { readGroups } from './csv/groups.ts';
import { leftAs } from './csv/left-out.ts';
import type { CsvOptions } from './csv/options.ts';
import { parseRows } from './csv/parse.ts';
import { groupRecordOf, recordOf } from './csv/record.ts';
import { countRecords } from './csv/source-count.ts';
import { contentOf, fileChanged, openText, stateOf } from './csv/text-file.ts';
import { type FileCursor, formatFileCursor, parseFileCursor } from './file-cursor.ts';
import type { Page, Source } from './port.ts';

export { csvOptions } from './csv/options.ts';

const PAGE = 500;

/**
 * Continues at a byte (or, with `rows:`, at a record), so resuming costs nothing. A continuation is good for one content
 * of the file: another content throws FatalError `file-changed`. `workDir` is a cache and may be wiped at any time.
 */
export function csvSource(options: CsvOptions, dirs: { readonly baseDir: string; readonly workDir: string }): Source {
  const files = csvFiles(options, dirs.baseDir);
  const fileOf = (entity: string) => files.get(entity) ?? refuseEntity(entity, [...files.keys()]);
  const read = (entity: string, since: Watermark) => pagesOf(fileOf(entity), since, dirs.workDir);
  return {
    check: () => checkFiles(files, dirs.workDir),
    read,
    count: async (entity) => countRecords(fileOf(entity)),
    async *keys(entity) {
      for await (const { records } of read(entity, null)) yield records.map(({ key }) => key);
    },
    fields: async (entity) => fieldsOf(fileOf(entity), () => read(entity, null), dirs.workDir),
    absentIsEmpty: true,
    state: () => wholeState(options, files, dirs.workDir),
  };
}

/** Hash of the options and contents of all files; their folder doesn't count. A file that is missing is part of it too. */
async function wholeState(
  { dir: _dir, ...options }: CsvOptions,
  files: ReadonlyMap<string, CsvFile>,
  workDir: string,
): Promise<string> {
  const contents: string[][] = [];
  for (const [entity, file] of [...files].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const content = await contentOf(file, workDir).catch((error: unknown) => {
      if (isFerryError(error) && error.code === 'file-missing') return error.code;
      throw error;
    });
    contents.push([entity, content]);
  }
  return hash('sha256', JSON.stringify({ options, contents }));
}

async function* pagesOf(file: CsvFile, since: Watermark, workDir: string): AsyncGenerator<Page> {
  let { state } = await stateOf(file);
  const found = await firstPass(file, await openText(file, workDir), workDir);
  const from = since === null ? null : parseFileCursor(since);
  if (from !== null && from.of !== found.fingerprint) throw fileChanged(file);
  // Reading that is interrupted within the first page must also go on in this content of the file.
  if (from === null) yield { records: [], continuation: startOf(found) };
  const pages = found.groups === null ? rowPages(file, found, from) : groupPages(found, from);
  for await (const page of pages) {
    const now = await stateOf(file);
    if (now.state !== state) await refuseNewContent(file, found, workDir);
    state = now.state;
    yield page;
  }
}

function startOf({ fingerprint, body, groups }: FirstPass): Watermark {
  return formatFileCursor({
    of: fingerprint,
    at: groups === null ? body.offset : 0,
    line: groups === null ? body.line : 0,
  });
}

async function* rowPages(file: CsvFile, found: FirstPass, from: FileCursor | null): AsyncGenerator<Page> {
  const start = from === null ? found.body : { offset: from.at, line: from.line };
  let records: SourceRecord[] = [];
  let cursor: FileCursor = { of: found.fingerprint, at: start.offset, line: start.line };
  for await (const row of parseRows(found.text.path, start, found.dialect)) {
    if (found.omitted.has(row.line) || leftAs(file, row.cells) !== null) continue;
    records.push(recordOf(found.shape, row, found.duplicates.get(row.line)));
    cursor = { of: found.fingerprint, at: row.end, line: row.nextLine };
    if (records.length < PAGE) continue;
    yield { records, continuation: formatFileCursor(cursor) };
    records = [];
  }
  if (records.length > 0) yield { records, continuation: formatFileCursor(cursor) };
}

async function* groupPages(found: FirstPass, from: FileCursor | null): AsyncGenerator<Page> {
  const { list = '', count = 0 } = found.groups ?? {};
  const start = { group: from?.at ?? 0, count };
  let records: SourceRecord[] = [];
  for await (const group of readGroups({ list, text: found.text.path }, start, found.dialect)) {
    records.push(groupRecordOf(found.shape, group));
    const at = group.number + 1;
    if (records.length < PAGE && at < count) continue;
    yield { records, continuation: formatFileCursor({ of: found.fingerprint, at, line: 0 }) };
    records = [];
  }
}

/** New timestamps on the same content (a copy, a touch) are no change. */
async function refuseNewContent(file: CsvFile, found: FirstPass, workDir: string): Promise<void> {
  if ((await openText(file, workDir)).content !== found.text.content) throw fileChanged(file);
}

function refuseEntity(entity: string, known: readonly string[]): never {
  throw new FatalError(`no file is declared for ${JSON.stringify(entity)}; there are: ${known.join(', ')}`, {
    code: 'entity-missing',
    hint: 'add it under `files:` of this source in ferry.yaml, or correct `from:` in the mapping',
  });
}
