/** The addresses of everything in the landing: made here and nowhere else. */
import type { LaneRef } from '../model/run.ts';

/** Batches sort by their number up to a million a lane. */
function numbered(sequence: number): string {
  return String(sequence).padStart(6, '0');
}

/** Id of a lane's batch: the same on every attempt, `RUN/LANE/000001`. */
export function batchId({ run, lane }: LaneRef, sequence: number): string {
  return `${run}/${lane}/${numbered(sequence)}`;
}

/**
 * Id of a batch that is written without having been landed: records of the lane that are patched or tombstoned once all
 * else is loaded. `hash` is over what it writes, so that the same writes have the same id: `RUN/LANE/patch-0123456789abcdef`.
 */
export function laterBatchId({ run, lane }: LaneRef, kind: 'patch' | 'ended' | 'vanished', hash: string): string {
  return `${run}/${lane}/${kind}-${hash.slice(0, 16)}`;
}

/** Of a batch's records. The hash in it keeps a file that an interrupted attempt left from being taken for ours. */
export function batchAddress(ref: LaneRef, sequence: number, sha256: string): string {
  return `${batchId(ref, sequence)}.${sha256.slice(0, 16)}.ndjson.gz`;
}

/** Of the manifest beside a batch. */
export function manifestAddress(ref: LaneRef, sequence: number): string {
  return `${batchId(ref, sequence)}.json`;
}

/** Of the receipt of a batch, by its id and the receipt's hash. */
export function receiptAddress({ run, lane }: LaneRef, batch: string, sha256: string): string {
  return `${run}/${lane}/receipts/${lastPart(batch)}.${sha256.slice(0, 16)}.ndjson.gz`;
}

/** Of what a plan would have written in one call, in `plannedFolder`. Sorts by `time`: how often its records were written before. */
export function plannedAddress(ref: LaneRef, { time, hash }: { readonly time: number; readonly hash: string }): string {
  return `${plannedFolder(ref)}/${numbered(time)}-${hash.slice(0, 32)}.ndjson.gz`;
}

/** Of the note that says which records a plan's sample holds, and out of how many. */
export function sampleAddress({ run, lane }: LaneRef): string {
  return `${run}/${lane}/sample.json`;
}

/** Holds all that a lane of a plan would have written. */
export function plannedFolder({ run, lane }: LaneRef): string {
  return `${run}/${lane}/planned`;
}

/** The folder of all assets, whatever run brought them. */
export const ASSETS = 'assets';

/** Of an asset, by its content hash in hex. */
export function assetAddress(sha256: string): string {
  return `${ASSETS}/${sha256.slice(0, 2)}/${sha256}`;
}

function lastPart(batch: string): string {
  return batch.slice(batch.lastIndexOf('/') + 1);
}
