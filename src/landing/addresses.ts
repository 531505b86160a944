/** Where things lie in the landing: every address is made here, and nowhere else. */
import type { LaneRef } from '../model/run.ts';

/** Batches sort by their number up to a million a lane. */
function numbered(sequence: number): string {
  return String(sequence).padStart(6, '0');
}

/** Id of a lane's batch: the same on every attempt, `RUN/LANE/000001`. */
export function batchId({ run, lane }: LaneRef, sequence: number): string {
  return `${run}/${lane}/${numbered(sequence)}`;
}

/** Of a batch's records. Carries their hash: what an attempt that died left behind can't stand where ours belongs. */
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

/** Of what a plan would have written in one call. Below `run/lane/planned/`, see `plannedFolder`. */
export function plannedAddress(ref: LaneRef, name: string): string {
  return `${plannedFolder(ref)}/${name}.ndjson.gz`;
}

/** Of the note that says which records a plan's sample holds, and out of how many. */
export function sampleAddress({ run, lane }: LaneRef): string {
  return `${run}/${lane}/sample.json`;
}

/** Holds all that a lane of a plan would have written. */
export function plannedFolder({ run, lane }: LaneRef): string {
  return `${run}/${lane}/planned`;
}

function lastPart(batch: string): string {
  return batch.slice(batch.lastIndexOf('/') + 1);
}
