/** Landed receipts: what the target answered to a batch, one item a line, with the before-images. */
import type { LaneRef } from '../model/run.ts';
import { sha256 } from '../sha256.ts';
import { receiptAddress } from './addresses.ts';
import { type LinesRef, packLines } from './lines.ts';
import type { Landing } from './port.ts';

/** Lands a receipt; each line is the JSON of one item. The same lines give the same address. */
export async function landReceiptLines(
  landing: Pick<Landing, 'putIfAbsent'>,
  ref: LaneRef,
  { batch, lines }: { readonly batch: string; readonly lines: readonly string[] },
): Promise<LinesRef> {
  const bytes = await packLines(lines);
  const hash = sha256(bytes);
  const address = receiptAddress(ref, batch, hash);
  await landing.putIfAbsent(address, bytes);
  return { address, sha256: hash };
}
