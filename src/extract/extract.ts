/** Reads a lane's source and lands it in batches of our own size. */

import { landBatch } from '../landing/batch.ts';
import { type Manifest, readManifest, writeManifest } from '../landing/manifest.ts';
import { problem } from '../messages/make.ts';
import type { SourceRecord } from '../model/record.ts';
import type { Extracted, SourceCount, Watermark } from '../model/run.ts';
import { atStart, landedOf, onePast, type Place, readPlace, writePlace } from './cursor.ts';
import { type LaneDeps, laneRef } from './lane-deps.ts';

/** Where one call of extract begins. Calls of a lane follow one another, each from what the last one returned. */
export interface ReadFrom {
  /** What the call before returned; null from where the lane begins. */
  readonly continuation: Watermark;
  /** Number of the next batch, from 1. */
  readonly sequence: number;
  readonly maxBatches: number;
}

/** Bytes of NDJSON in one batch, unless a single record is larger. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024;

/**
 * Milliseconds after which a batch of a slow source is closed, and a call returns with what it has: loading can begin. At
 * the end of a page only, since going on within one means reading all of it again.
 */
const LONG = 10_000;

/**
 * Lands up to `maxBatches` batches and notes them in the ledger. Batch ids follow from run, lane and sequence. Repeated
 * after a crash it returns the batches that landed then: a manifest that exists wins over reading again.
 */
export async function extractBatches(deps: LaneDeps, from: ReadFrom): Promise<Extracted> {
  if (from.sequence === 1) await deps.ledger.recordSourceCount(laneRef(deps), await sourceCountOf(deps));
  const landed = await alreadyLanded(deps, from);
  const last = landed.at(-1);
  const rest: ReadFrom = {
    continuation: last?.continuation ?? from.continuation,
    sequence: from.sequence + landed.length,
    maxBatches: from.maxBatches - landed.length,
  };
  const read = last?.done === true || rest.maxBatches <= 0 ? { manifests: [], end: last } : await land(deps, rest);
  const manifests = [...landed, ...read.manifests];
  const extracted: Extracted = {
    batches: manifests.map(({ continuation: _place, done: _last, ...batch }) => batch),
    continuation: read.end?.continuation ?? from.continuation,
    done: read.end?.done ?? false,
  };
  await deps.ledger.recordLanded(laneRef(deps), extracted);
  return extracted;
}

/** For showing how far the lane is; how much a delta will bring nobody knows. */
async function sourceCountOf({ source, lane }: LaneDeps): Promise<SourceCount> {
  if (lane.since !== null) return { count: null, how: 'a delta reads only what changed' };
  return source.count(lane.sourceEntity, { where: lane.where, until: null });
}

/** Batches that an earlier attempt landed, from the first one asked for. */
async function alreadyLanded(deps: LaneDeps, from: ReadFrom): Promise<readonly Manifest[]> {
  const manifests: Manifest[] = [];
  while (manifests.length < from.maxBatches) {
    const manifest = await readManifest(deps.landing, laneRef(deps), from.sequence + manifests.length);
    if (manifest === undefined) break;
    manifests.push(manifest);
    if (manifest.done) break;
  }
  return manifests;
}

interface Read {
  readonly manifests: readonly Manifest[];
  /** Where reading stands now; undefined when nothing was read. */
  readonly end: { readonly continuation: Watermark; readonly done: boolean } | undefined;
}

/** Reads on from where the landed batches end. */
async function land(deps: LaneDeps, from: ReadFrom): Promise<Read> {
  const manifests: Manifest[] = [];
  const isLate = stopwatch(deps);
  let end: Read['end'];
  for await (const cut of cuts(deps, placeOf(deps, from))) {
    deps.heartbeat();
    end = { continuation: writePlace(cut.end), done: cut.done };
    if (cut.lines.length === 0) break;
    const manifest = await landCut(deps, { cut, sequence: from.sequence + manifests.length });
    manifests.push(manifest);
    // Another attempt may have landed this batch first, cut elsewhere: then reading goes on from its end, in the next call.
    const foreign = manifest.continuation !== end.continuation;
    end = { continuation: manifest.continuation, done: manifest.done };
    if (foreign || manifests.length >= from.maxBatches || (cut.end.skip === 0 && isLate())) break;
  }
  return { manifests, end };
}

function placeOf({ lane }: LaneDeps, { continuation }: ReadFrom): Place {
  return continuation === null ? atStart(lane.since) : readPlace(continuation);
}

/** One batch to be, and where the source stands after it. */
interface Cut {
  readonly lines: readonly string[];
  readonly end: Place;
  readonly done: boolean;
}

/** Cuts the source's pages into batches. Looks one record ahead, so that the last batch mostly knows that it is the last. */
async function* cuts(deps: LaneDeps, from: Place): AsyncGenerator<Cut> {
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

function stopwatch({ now }: LaneDeps): () => boolean {
  const started = now().getTime();
  return () => now().getTime() - started >= LONG;
}

/** Every record with the place before it, and a null with the place after every page. */
async function* linesFrom(deps: LaneDeps, from: Place): AsyncGenerator<{ line: string | null; before: Place }> {
  let place = from;
  for await (const page of deps.source.read(deps.lane.sourceEntity, from.since, deps.lane.where)) {
    deps.heartbeat();
    const landed = landedOf(page.records, place);
    if (landed === 0) place = atStart(place.since);
    for (const record of page.records.slice(landed)) {
      yield { line: lineOf(record), before: place };
      place = onePast(place, record.key);
    }
    place = atStart(page.continuation);
    yield { line: null, before: place };
  }
}

/** A record nested too deeply to be written down is landed without its contents, as one that can't be trusted. */
function lineOf(record: SourceRecord): string {
  try {
    return JSON.stringify(record);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const tooDeep = problem({ code: 'too-deep', path: '', params: { levels: null } });
    return JSON.stringify({ key: record.key, data: {}, problem: tooDeep });
  }
}

async function landCut(deps: LaneDeps, { cut, sequence }: { readonly cut: Cut; readonly sequence: number }) {
  const ref = laneRef(deps);
  const batch = await landBatch(deps.landing, ref, { sequence, lines: cut.lines });
  return writeManifest(deps.landing, ref, { ...batch, continuation: writePlace(cut.end), done: cut.done });
}
