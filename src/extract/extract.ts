/** Reads a lane's source and lands it in batches. */

import { landBatch } from '../landing/batch.ts';
import { type Manifest, readManifest, writeManifest } from '../landing/manifest.ts';
import type { Extracted, Watermark } from '../model/run.ts';
import type { SourceCount } from '../model/settlement.ts';
import { type Cursor, formatCursor, parseCursor, startOfPage } from './cursor.ts';
import { type Cut, cutBatches, stopwatch } from './cut-batches.ts';
import { type LaneDeps, laneRef } from './lane-deps.ts';

/** Where one call of extract begins. Calls of a lane follow one another, each from what the last one returned. */
export interface ReadFrom {
  /** What the call before returned; null: where the lane begins. */
  readonly continuation: Watermark;
  /** Number of the next batch, from 1. */
  readonly sequence: number;
  readonly maxBatches: number;
}

/**
 * Lands up to `maxBatches` batches and records them in the ledger. Batch ids follow from run, lane and sequence. Repeated
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
    batches: manifests.map(({ continuation: _continuation, done: _done, ...batch }) => batch),
    continuation: read.end?.continuation ?? from.continuation,
    done: read.end?.done ?? false,
  };
  await deps.ledger.recordLanded(laneRef(deps), extracted);
  return extracted;
}

/** For showing how far the lane is; how much a delta will bring can't be counted. */
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
  /** Where reading goes on; undefined when nothing was read. */
  readonly end: { readonly continuation: Watermark; readonly done: boolean } | undefined;
}

/** Reads on from where the landed batches end. */
async function land(deps: LaneDeps, from: ReadFrom): Promise<Read> {
  const manifests: Manifest[] = [];
  const isLate = stopwatch(deps);
  let end: Read['end'];
  for await (const cut of cutBatches(deps, cursorOf(deps, from))) {
    deps.heartbeat();
    end = { continuation: formatCursor(cut.end), done: cut.done };
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

function cursorOf({ lane }: LaneDeps, { continuation }: ReadFrom): Cursor {
  return continuation === null ? startOfPage(lane.since) : parseCursor(continuation);
}

async function landCut(deps: LaneDeps, { cut, sequence }: { readonly cut: Cut; readonly sequence: number }) {
  const ref = laneRef(deps);
  const batch = await landBatch(deps.landing, ref, { sequence, lines: cut.lines });
  return writeManifest(deps.landing, ref, { ...batch, continuation: formatCursor(cut.end), done: cut.done });
}
