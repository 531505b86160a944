/** What `ferry check` finds about exports: each is read through once, as a run reads it before its first record. */
import { type AnyFerryError, isFerryError } from '../../errors.ts';
import type { SourceInfo } from '../port.ts';
import type { ColumnOrder } from './ages.ts';
import type { CsvFile } from './csv-file.ts';
import { type FirstPass, firstPass } from './first-pass.ts';
import { openText } from './text-file.ts';

/** A file that can't be trusted is a fault of its entity; what only makes one doubt is a finding. */
export async function checkFiles(files: ReadonlyMap<string, CsvFile>, workDir: string): Promise<SourceInfo> {
  const faults: Record<string, AnyFerryError> = {};
  const findings: string[] = [];
  const notes: string[] = [];
  for (const [entity, file] of files) {
    try {
      const found = await firstPass(file, await openText(file, workDir), workDir);
      findings.push(...doubts(file, found));
      notes.push(...found.orders.flatMap((order) => orderWords(file.name, order)));
    } catch (error) {
      if (!isFerryError(error)) throw error;
      faults[entity] = error;
      findings.push(error.message);
    }
  }
  const entities = [...files.keys()];
  return { kind: 'csv', version: null, entities, configured: entities, findings, notes, faults };
}

function doubts({ name, encoding, quote }: CsvFile, { openEnd, otherEncoding, backslashes }: FirstPass): string[] {
  const { cells, line } = backslashes;
  const found: string[] = [];
  if (openEnd !== null)
    found.push(
      `${name} has no line end after its last row (line ${openEnd}): compare that row with the source, for the file may be cut off there`,
    );
  if (otherEncoding !== null)
    found.push(
      `${name} is sound ${otherEncoding} as well as ${encoding}, and too short to tell: look at its texts, and say \`encoding: ${otherEncoding}\` or \`encoding: { name: ${encoding}, sure: true }\``,
    );
  if (cells > 0)
    found.push(
      `${name} has a backslash before a quote in ${cells} ${cells === 1 ? 'cell' : 'cells'}, the first at line ${line}: say \`escape: '\\'\` if that is how quotes are written, \`escape: '${quote}'\` if the backslash is text`,
    );
  return found;
}

/** Only dates that could be read in two ways need a word; what is left out stands beside the source count. */
function orderWords(name: string, { column, order, shownBy }: ColumnOrder): string[] {
  if (shownBy === null || order === null || order === 'number') return [];
  const which = order === 'day-first' ? 'day first' : 'month first';
  return [`${name}: ${column} is read ${which}, as ${shownBy} shows`];
}
