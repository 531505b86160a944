/** The index of exports with several rows per record: which rows make up which record. Written once, then read a window at a time. */
import { type FileHandle, open, writeFile } from 'node:fs/promises';
import type { Dialect } from './dialect.ts';
import type { WrittenRow } from './key.ts';
import { parseCells, type Row } from './parse.ts';

/** The rows of one record in file order, and its number among the records. */
export interface Group {
  readonly number: number;
  readonly rows: readonly WrittenRow[];
}

/** Collects the positions of rows in memory: 32 bytes a row, nothing of their contents. */
export interface Grouping {
  /** Numbers start at 0 and leave no gap. */
  add(group: number, row: Row): void;
  count(): number;
  write(target: string): Promise<void>;
}

const WIDTH = 3;
const NUMBER = Float64Array.BYTES_PER_ELEMENT;
/** Rows and bytes parsed in one go; a larger record still comes whole. */
const WINDOW = { groups: 500, bytes: 1 << 20 };

/** Starts empty, in memory until `write`, which replaces `target` with a file that only this user can read. */
export function grouping(): Grouping {
  const groupOf: number[] = [];
  const positions: number[] = [];
  const sizes: number[] = [];
  return {
    add: (group, row) => {
      groupOf.push(group);
      positions.push(row.start, row.end, row.line);
      sizes[group] = (sizes[group] ?? 0) + 1;
    },
    count: () => sizes.length,
    write: (target) => writeFile(target, new Uint8Array(sorted(groupOf, positions, sizes).buffer), { mode: 0o600 }),
  };
}

/** Records from number `from` on, in order of their first row. */
export async function* readGroups(
  files: { readonly list: string; readonly text: string },
  from: { readonly group: number; readonly count: number },
  dialect: Dialect,
): AsyncGenerator<Group> {
  const list = await open(files.list);
  const text = await open(files.text);
  try {
    for (let group = from.group; group < from.count; ) {
      const spans = await windowAt(list, { group, count: from.count });
      yield* await parseWindow(text, spans, { group, dialect });
      group += spans.length;
    }
  } finally {
    await list.close();
    await text.close();
  }
}

interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/** Layout: for each record the number of its first row (and one past the last), then start, end and line of every row. */
function sorted(groupOf: readonly number[], positions: readonly number[], sizes: readonly number[]): Float64Array {
  const rows = new Float64Array(sizes.length + 1 + groupOf.length * WIDTH);
  sizes.forEach((size, group) => {
    rows[group + 1] = (rows[group] ?? 0) + size;
  });
  const next = rows.slice(0, sizes.length);
  groupOf.forEach((group, row) => {
    const at = next[group] ?? 0;
    rows.set(positions.slice(row * WIDTH, (row + 1) * WIDTH), sizes.length + 1 + at * WIDTH);
    next[group] = at + 1;
  });
  return rows;
}

async function windowAt(list: FileHandle, from: { readonly group: number; readonly count: number }): Promise<Span[][]> {
  const wanted = Math.min(WINDOW.groups, from.count - from.group);
  const firsts = await numbers(list, from.group, wanted + 1);
  const base = firsts[0] ?? 0;
  const last = firsts[wanted] ?? base;
  const rows = await numbers(list, from.count + 1 + base * WIDTH, (last - base) * WIDTH);
  const window: Span[][] = [];
  let bytes = 0;
  for (let group = 0; group < wanted && bytes < WINDOW.bytes; group += 1) {
    const spans = spansOf(rows, (firsts[group] ?? 0) - base, (firsts[group + 1] ?? 0) - base);
    bytes += spans.reduce((sum, { start, end }) => sum + end - start, 0);
    window.push(spans);
  }
  return window;
}

function spansOf(rows: Float64Array, first: number, past: number): Span[] {
  const spans: Span[] = [];
  for (let at = first * WIDTH; at < past * WIDTH; at += WIDTH) {
    const [start = 0, end = 0, line = 0] = rows.subarray(at, at + WIDTH);
    spans.push({ start, end, line });
  }
  return spans;
}

async function parseWindow(
  text: FileHandle,
  window: readonly (readonly Span[])[],
  at: { readonly group: number; readonly dialect: Dialect },
): Promise<Group[]> {
  const cells = parseCells(await bytesOf(text, window.flat()), at.dialect);
  let next = 0;
  return window.map((spans, index) => {
    const rows = spans.map(({ line }, row) => ({ line, cells: cells[next + row] ?? [] }));
    next += spans.length;
    return { number: at.group + index, rows };
  });
}

/** Neighbouring rows are read as one; the last row of a file may lack its line end, so each piece gets one. */
async function bytesOf(text: FileHandle, spans: readonly Span[]): Promise<Buffer> {
  const pieces: { start: number; end: number }[] = [];
  for (const { start, end } of spans) {
    const last = pieces.at(-1);
    if (last?.end === start) last.end = end;
    else pieces.push({ start, end });
  }
  const parts: Buffer[] = [];
  for (const { start, end } of pieces) {
    const { buffer } = await text.read(Buffer.alloc(end - start), 0, end - start, start);
    parts.push(buffer, Buffer.from('\n'));
  }
  return Buffer.concat(parts);
}

async function numbers(file: FileHandle, first: number, count: number): Promise<Float64Array> {
  const found = new Float64Array(count);
  await file.read(new Uint8Array(found.buffer), 0, count * NUMBER, first * NUMBER);
  return found;
}
