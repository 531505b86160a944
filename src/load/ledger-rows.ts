/** Turns the results of writes into the rows that the ledger keeps about them, and into the landed receipt. */

import { type LaneDeps, laneRef } from '../extract/lane-deps.ts';
import { landReceiptLines } from '../landing/receipt.ts';
import type { ReceivedBefore } from '../ledger/batches/rows.ts';
import type { FindingRow } from '../ledger/records/report-rows.ts';
import type { WrittenRecord } from '../ledger/records/rows.ts';
import { FINDING } from '../model/finding-codes.ts';
import { hashOf } from './fingerprints.ts';
import type { WriteResult } from './step-types.ts';

type Written = WriteResult & { readonly kind: 'written' };

/** Whether the target accepted the change, also where it held all of it already; not if it superseded the change. Pure. */
export function isWritten(result: WriteResult): result is Written {
  return result.kind === 'written';
}

/** What the target holds of ours now. */
export function writtenRow(deps: LaneDeps, { change, item, receipt, kept }: Written): WrittenRecord {
  const prior = change.prior;
  const hashes = Object.entries(change.hashes).filter(([name]) => !kept.includes(name));
  const unwritten = Object.entries(prior?.fieldHashes ?? {}).filter(([name]) => kept.includes(name));
  const still = (prior?.kept ?? []).filter((name) => !Object.hasOwn(item.data, name));
  return {
    externalKey: item.externalKey,
    entity: change.entity,
    // A field left to its editor keeps the fingerprint of what we really wrote last.
    fieldHashes: Object.fromEntries([...hashes, ...unwritten]),
    etag: receipt.etag ?? '',
    run: deps.run.run,
    baseEtag: receipt.before?.etag ?? 'none',
    targetId: receipt.id ?? '',
    kept: [...new Set([...still, ...kept])].sort(),
    placeholder: change.placeholder,
  };
}

/** The before-images of what was written. Items that the target refused or superseded changed nothing. */
export function beforeImages(results: readonly WriteResult[]): readonly ReceivedBefore[] {
  return results.filter(isWritten).map(({ change, receipt }) => ({
    entity: change.entity,
    externalKey: receipt.externalKey,
    before: receipt.before,
  }));
}

/** Findings about fields left to people, and about receipts that differ from what was sent: the target changed our data. */
export function findingsOf(deps: LaneDeps, results: readonly WriteResult[]): readonly FindingRow[] {
  return results.flatMap((result) => [...editedFinding(deps, result), ...differenceFinding(deps, result)]);
}

/** Named by field, so that a person can decide each. */
function editedFinding({ lane }: LaneDeps, result: WriteResult): FindingRow[] {
  if (result.kind === 'superseded' || result.kept.length === 0) return [];
  return [
    {
      lane: lane.lane,
      code: FINDING.editedInConsole,
      key: result.change.item.externalKey,
      fields: [...result.kept],
    },
  ];
}

function differenceFinding({ lane }: LaneDeps, result: WriteResult): FindingRow[] {
  if (!isWritten(result) || result.receipt.contentHash === undefined) return [];
  if (result.receipt.contentHash === hashOf(result.item.data)) return [];
  return [
    {
      lane: lane.lane,
      code: FINDING.receiptDiffers,
      key: result.item.externalKey,
      fields: Object.keys(result.item.data),
    },
  ];
}

/** Lands what the target answered, with the before-images. The same answers give the same address. */
export async function landReceipt(
  deps: LaneDeps,
  batch: string,
  results: readonly WriteResult[],
): Promise<{ readonly address: string; readonly sha256: string } | undefined> {
  if (results.length === 0) return undefined;
  const lines = results.map((result) => JSON.stringify(receiptLine(result)));
  return landReceiptLines(deps.landing, laneRef(deps), { batch, lines });
}

/** As the target answered, without what differs between first answer and replay. */
function receiptLine(result: WriteResult) {
  const { entity, item } = result.change;
  if (result.kind !== 'refused') return { entity, ...result.receipt };
  return { entity, externalKey: item.externalKey, status: 'failed', before: null, problem: result.problem };
}
