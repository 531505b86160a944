/** From deliveries to what the ledger keeps about them. */

import { type LaneDeps, laneRef } from '../extract/lane-deps.ts';
import { landReceiptLines } from '../landing/receipt.ts';
import type { ReceivedBefore } from '../ledger/batches/rows.ts';
import type { FindingRow } from '../ledger/records/report-rows.ts';
import type { WrittenRecord } from '../ledger/records/rows.ts';
import { FINDING } from '../model/finding-codes.ts';
import { hashOf } from './hashes.ts';
import type { Delivery } from './record-progress.ts';

type Written = Delivery & { readonly kind: 'written' };

/** Whether the target took the change, also where it held all of it already; superseded isn't taken. Pure. */
export function isWritten(delivery: Delivery): delivery is Written {
  return delivery.kind === 'written';
}

/** What the target holds of ours now. */
export function writtenRow(deps: LaneDeps, { change, item, receipt, kept }: Written): WrittenRecord {
  const prior = change.prior;
  const hashes = Object.entries(change.hashes).filter(([name]) => !kept.includes(name));
  const old = Object.entries(prior?.fieldHashes ?? {}).filter(([name]) => kept.includes(name));
  const still = (prior?.kept ?? []).filter((name) => !Object.hasOwn(item.data, name));
  return {
    externalKey: item.externalKey,
    entity: change.entity,
    // A field left to its editor keeps the fingerprint of what we really wrote last.
    fieldHashes: Object.fromEntries([...hashes, ...old]),
    etag: receipt.etag ?? '',
    run: deps.run.run,
    baseEtag: receipt.before?.etag ?? 'none',
    targetId: receipt.id ?? '',
    kept: [...new Set([...still, ...kept])].sort(),
    placeholder: change.placeholder,
  };
}

/** What was there before; items the target refused or passed over changed nothing. */
export function beforeImages(deliveries: readonly Delivery[]): readonly ReceivedBefore[] {
  return deliveries.filter(isWritten).map(({ change, receipt }) => ({
    entity: change.entity,
    externalKey: receipt.externalKey,
    before: receipt.before,
  }));
}

/** Fields left to people, and receipts that differ from what was sent: the target changed our data. */
export function findingsOf(deps: LaneDeps, deliveries: readonly Delivery[]): readonly FindingRow[] {
  return deliveries.flatMap((delivery) => [...editedFinding(deps, delivery), ...differenceFinding(deps, delivery)]);
}

/** Named by field, so that a person can decide each. */
function editedFinding({ lane }: LaneDeps, delivery: Delivery): FindingRow[] {
  if (delivery.kind === 'superseded' || delivery.kept.length === 0) return [];
  return [
    {
      lane: lane.lane,
      code: FINDING.editedInConsole,
      key: delivery.change.item.externalKey,
      fields: [...delivery.kept],
    },
  ];
}

function differenceFinding({ lane }: LaneDeps, delivery: Delivery): FindingRow[] {
  if (!isWritten(delivery) || delivery.receipt.contentHash === undefined) return [];
  if (delivery.receipt.contentHash === hashOf(delivery.item.data)) return [];
  return [
    {
      lane: lane.lane,
      code: FINDING.receiptDiffers,
      key: delivery.item.externalKey,
      fields: Object.keys(delivery.item.data),
    },
  ];
}

/** Lands what the target answered, with the before-images. The same answers give the same address. */
export async function landReceipt(
  deps: LaneDeps,
  batch: string,
  deliveries: readonly Delivery[],
): Promise<{ readonly address: string; readonly sha256: string } | undefined> {
  if (deliveries.length === 0) return undefined;
  const lines = deliveries.map((delivery) => JSON.stringify(receiptLine(delivery)));
  return landReceiptLines(deps.landing, laneRef(deps), { batch, lines });
}

/** As the target answered, without what differs between first answer and replay. */
function receiptLine(delivery: Delivery) {
  const { entity, item } = delivery.change;
  if (delivery.kind !== 'refused') return { entity, ...delivery.receipt };
  return { entity, externalKey: item.externalKey, status: 'failed', before: null, problem: delivery.problem };
}
