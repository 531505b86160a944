/** Sinks into which a lane emits its intents and receipts. Live, nothing collects them; a replay worker does. */
import { proxySinks, type Sinks } from '@temporalio/workflow';
import type { BatchSummary } from '../src/model/batch.ts';
import type { LaneRef } from '../src/model/run.ts';

/** A write that may happen from now on. */
export interface IntentEvent extends LaneRef {
  readonly batch: string;
}

/** Proof of a write, by reference; batches that had nothing to send have none. */
export interface ReceiptEvent extends IntentEvent {
  readonly address: string;
  readonly sha256: string;
}

/** Implementations only collect: what a sink throws is swallowed by the SDK. */
export interface ReceiptSinks extends Sinks {
  receipts: {
    intent(event: IntentEvent): void;
    receipt(event: ReceiptEvent): void;
  };
}

/** How many receipts a lane has, and a hash over them that doesn't depend on the order they came in. */
export interface ReceiptSummary {
  readonly count: number;
  /** Sum of the receipts' sha256 modulo 2^256, as 64 hex digits. */
  readonly hash: string;
}

/** The summary of a lane that has written nothing. */
export const NO_RECEIPTS: ReceiptSummary = { count: 0, hash: '0'.repeat(64) };

const { receipts } = proxySinks<ReceiptSinks>();

/** Emits that the batch is about to be written. */
export function emitIntent(ref: LaneRef, batch: string): void {
  receipts.intent({ run: ref.run, lane: ref.lane, batch });
}

/** Emits the proof of a batch's write, if it has one, and returns the summary with it counted in. */
export function emitReceipt(ref: LaneRef, batch: BatchSummary, known: ReceiptSummary): ReceiptSummary {
  if (batch.receipt === undefined) return known;
  receipts.receipt({ run: ref.run, lane: ref.lane, batch: batch.batch, ...batch.receipt });
  return addReceipt(known, batch.receipt.sha256);
}

/** Adding is commutative and, unlike xor, a receipt counted twice doesn't cancel out. */
export function addReceipt(known: ReceiptSummary, sha256: string): ReceiptSummary {
  const sum = (BigInt(`0x${known.hash}`) + BigInt(`0x${sha256}`)) % 2n ** 256n;
  return { count: known.count + 1, hash: sum.toString(16).padStart(64, '0') };
}
