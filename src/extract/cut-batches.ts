/** Cuts the pages of a source into batches of our own size. */

import { problem } from '../messages/make.ts';
import type { SourceRecord } from '../model/record.ts';
import { advance, type Cursor, countLanded, startOfPage } from './cursor.ts';
import type { LaneDeps } from './lane-deps.ts';

/** Bytes of NDJSON in one batch, unless a single record is larger. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Milliseconds after which a batch of a slow source is closed, and a call of extract returns with what it has, so that
 * loading can begin. At the end of a page only, since going on within one means reading all of it again.
 */
const LONG = 10_000;

/** One batch to be landed: its records as lines of JSON, and where reading goes on after it. */
export interface Cut {
  readonly lines: readonly string[];
  readonly end: Cursor;
  readonly done: boolean;
}

/**
 * Batches from a cursor on; the last one, which may be empty, is `done`. Looks one record ahead, so that mostly the last
 * batch with records is the one that is done.
 */
export async function* cutBatches(deps: LaneDeps, from: Cursor): AsyncGenerator<Cut> {
  let open = openCut(deps);
  let end = from;
  for await (const { line, before } of linesFrom(deps, from)) {
    end = before;
    const size = line === null ? 0 : Buffer.byteLength(line) + 1;
    const closes = line === null ? open.isLate() : isFull(deps, open, size);
    if (open.lines.length > 0 && closes) {
      yield { lines: open.lines, end, done: false };
      open = openCut(deps);
    }
    if (line === null) continue;
    open.lines.push(line);
    open.bytes += size;
  }
  yield { lines: open.lines, end, done: true };
}

/** A batch being filled. */
interface OpenCut {
  readonly lines: string[];
  bytes: number;
  readonly isLate: () => boolean;
}

function openCut(deps: LaneDeps): OpenCut {
  return { lines: [], bytes: 0, isLate: stopwatch(deps) };
}

function isFull({ lane }: LaneDeps, { lines, bytes }: OpenCut, more: number): boolean {
  return lines.length >= lane.batchSize || bytes + more > MAX_BATCH_BYTES;
}

/** Started now; true once so much time has passed that a batch, or a call, should not go on. */
export function stopwatch({ now }: Pick<LaneDeps, 'now'>): () => boolean {
  const started = now().getTime();
  return () => now().getTime() - started >= LONG;
}

/** Every record with the cursor before it, and a null with the cursor after every page. */
async function* linesFrom(deps: LaneDeps, from: Cursor): AsyncGenerator<{ line: string | null; before: Cursor }> {
  let cursor = from;
  for await (const page of deps.source.read(deps.lane.sourceEntity, from.since, deps.lane.where)) {
    deps.heartbeat();
    const landed = countLanded(page.records, cursor);
    if (landed === 0) cursor = startOfPage(cursor.since);
    for (const record of page.records.slice(landed)) {
      yield { line: lineOf(record), before: cursor };
      cursor = advance(cursor, record.key);
    }
    cursor = startOfPage(page.continuation);
    yield { line: null, before: cursor };
  }
}

/** A record nested too deeply to be serialised is landed without its contents, as one that can't be trusted. */
function lineOf(record: SourceRecord): string {
  try {
    return JSON.stringify(record);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const tooDeep = problem({ code: 'too-deep', path: '', params: { levels: null } });
    return JSON.stringify({ key: record.key, data: {}, problem: tooDeep });
  }
}
