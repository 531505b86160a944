/** Where a lane says which writes it is about to do and which it has proof of. Silent live; a replay worker listens. */
import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { BatchSummary } from '../src/model/batch.ts';
import type { LaneRef } from '../src/model/run.ts';

/** A write that may happen from now on. */
export interface IntentHeard extends LaneRef {
  readonly batch: string;
}

/** Proof of a write, by reference; batches that had nothing to send have none and aren't heard. */
export interface ReceiptHeard extends IntentHeard {
  readonly address: string;
  readonly sha256: string;
}

/** Implementations only collect: what a sink throws is swallowed by the SDK. */
export interface ReceiptSinks extends Sinks {
  receipts: {
    intent(heard: IntentHeard): void;
    receipt(heard: ReceiptHeard): void;
  };
}

/** How many receipts a lane has heard of, and a hash over them that doesn't depend on the order they came in. */
export interface ReceiptTally {
  readonly count: number;
  /** Sum of the receipts' sha256 modulo 2^256, as 64 hex digits. */
  readonly hash: string;
}

/** The tally of a lane that has written nothing. */
export const NO_RECEIPTS: ReceiptTally = { count: 0, hash: '0'.repeat(64) };

const { receipts } = proxySinks<ReceiptSinks>();

/** Says that the batch is about to be written. */
export function hearIntent(ref: LaneRef, batch: string): void {
  receipts.intent({ run: ref.run, lane: ref.lane, batch });
}

/** Says what came of a batch and returns the tally with it counted in. */
export function hearReceipt(ref: LaneRef, summary: BatchSummary, tally: ReceiptTally): ReceiptTally {
  if (summary.receipt === undefined) return tally;
  receipts.receipt({ run: ref.run, lane: ref.lane, batch: summary.batch, ...summary.receipt });
  return addReceipt(tally, summary.receipt.sha256);
}

/** Adding is commutative and, unlike xor, a receipt counted twice doesn't cancel out. */
export function addReceipt(tally: ReceiptTally, sha256: string): ReceiptTally {
  const sum = (BigInt(`0x${tally.hash}`) + BigInt(`0x${sha256}`)) % 2n ** 256n;
  return { count: tally.count + 1, hash: sum.toString(16).padStart(64, '0') };
}
