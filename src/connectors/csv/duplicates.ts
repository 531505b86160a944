/** Rows that share a key: which are exact repetitions of an earlier one, and which say something else. */
import { hash } from 'node:crypto';
import { type KeyTable, keyTable } from './key-table.ts';
import type { Row } from './parse.ts';
import { isRagged, type Shape } from './shape.ts';

/** Rows by the line they begin on. */
export interface Duplicates {
  /** Says something else than `first`, whose key it has. */
  readonly different: readonly { readonly line: number; readonly first: number }[];
  /** Repeat a row before them cell by cell. */
  readonly identical: readonly number[];
}

interface Later {
  readonly line: number;
  readonly first: number;
}

/** `rows` begins at the first row each time; it is read to its end once, and a second time only where keys are shared. */
export async function findDuplicates(shape: Shape, rows: () => AsyncIterable<Row>): Promise<Duplicates> {
  const later = await laterRows(shape, rows());
  return later.length === 0 ? { different: [], identical: [] } : await compare(later, rows());
}

/** Complete rows claim their keys first, so that no complete row is quarantined as the duplicate of a ragged one. */
async function laterRows(shape: Shape, rows: AsyncIterable<Row>): Promise<readonly Later[]> {
  // Rows that are their own key share none, and need no table.
  const keyed = shape.file.key.from !== 'row';
  const table = keyTable();
  const later: Later[] = [];
  const ragged: { readonly key: string; readonly line: number }[] = [];
  for await (const row of rows) {
    const found = keyed ? shape.keyOf(row) : null;
    if (found === null || !('key' in found)) continue;
    if (isRagged(shape, row.cells)) ragged.push({ key: found.key, line: row.line });
    else claim(table, { key: found.key, line: row.line }, later);
  }
  for (const row of ragged) claim(table, row, later);
  return later;
}

function claim(table: KeyTable, { key, line }: { readonly key: string; readonly line: number }, later: Later[]): void {
  const first = table.claim(key, line);
  if (first !== line) later.push({ line, first });
}

async function compare(later: readonly Later[], rows: AsyncIterable<Row>): Promise<Duplicates> {
  const firstOf = new Map(later.flatMap(({ line, first }) => [[line, first] as const, [first, first] as const]));
  const seen = new Set<string>();
  const identical: number[] = [];
  for await (const { cells, line } of rows) {
    const first = firstOf.get(line);
    if (first === undefined) continue;
    const content = hash('sha256', `${first}\0${JSON.stringify(cells)}`, 'base64');
    if (seen.has(content)) identical.push(line);
    seen.add(content);
  }
  const dropped = new Set(identical);
  return { different: later.filter(({ line }) => !dropped.has(line)), identical };
}
