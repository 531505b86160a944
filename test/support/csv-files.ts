/** Exports of one file in a folder of their own, for tests of the csv source. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { csvOptions, csvSource } from '../../src/connectors/csv.ts';
import type { Source } from '../../src/connectors/port.ts';
import type { SourceRecord } from '../../src/model/record.ts';
import type { SourceFields } from '../../src/model/source-fields.ts';

/** What reading gave, the second reader counted, and the source says that its records can hold. */
export interface CsvRead {
  readonly records: readonly SourceRecord[];
  readonly count: number | null;
  readonly how: string;
  readonly fields: SourceFields | undefined;
}

/** Makes sources of one entity, `record`, whose file has these contents. */
export interface CsvFiles {
  source(contents: string | Buffer, file?: object): Source;
  read(contents: string | Buffer, file?: object): Promise<CsvRead>;
  /** What reading throws. */
  refusal(contents: string | Buffer, file?: object): Promise<unknown>;
  remove(): void;
}

/** In a temporary folder, until `remove`. */
export function csvFiles(): CsvFiles {
  const dir = mkdtempSync(path.join(tmpdir(), 'ferry-csv-'));
  let made = 0;
  const source: CsvFiles['source'] = (contents, file = {}) => {
    const name = `${made++}.csv`;
    writeFileSync(path.join(dir, name), contents);
    const options = csvOptions.parse({ kind: 'csv', dir: '.', files: { record: { path: name, ...file } } });
    return csvSource(options, { baseDir: dir, workDir: path.join(dir, 'work') });
  };
  const read: CsvFiles['read'] = async (contents, file) => {
    const from = source(contents, file);
    const records: SourceRecord[] = [];
    for await (const page of from.read('record', null)) records.push(...page.records);
    return { records, ...(await from.count('record')), fields: await from.fields?.('record') };
  };
  return {
    source,
    read,
    refusal: (contents, file) =>
      read(contents, file).then(
        () => 'nothing was refused',
        (error: unknown) => error,
      ),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
