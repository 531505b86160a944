/** Ends records that are others by a person's decision: tombstones in the target, once nothing we carry means them any more. */

import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import type { Settlement } from '../ledger/batches/rows.ts';
import type { FindingRow } from '../ledger/records/report-rows.ts';
import type { WrittenRecord } from '../ledger/records/rows.ts';
import type { ItemReceipt, WriteItem } from '../model/batch.ts';
import { FINDING } from '../model/finding-codes.ts';
import { NO_OUTCOMES } from '../model/outcome.ts';
import { sha256 } from '../sha256.ts';
import { beforeImages, landReceipt, writtenRow } from './bookkeeping.ts';
import { precondition } from './compare.ts';
import { mappingName } from './load.ts';
import { reasonOf } from './reason.ts';
import type { Delivery } from './record-progress.ts';
import { send } from './send.ts';

/**
 * Ends every record of the lane's source and entity that was decided to be another one. A record that a person edited
 * since stays, and is a finding. Repeated, it changes nothing. Throws what the target throws.
 */
export async function endRecords(deps: LaneDeps): Promise<{ readonly ended: number }> {
  let ended = 0;
  for (let after = ''; ; ) {
    deps.heartbeat();
    const rows = await deps.ledger.liveDuplicates(laneScope(deps), after);
    const last = rows.at(-1);
    if (last === undefined) return { ended };
    ended += await endPage(deps, rows);
    after = last.externalKey;
  }
}

/** One page is one transaction; killed in between, the same page is sent again under the same key. */
async function endPage(deps: LaneDeps, rows: readonly WrittenRecord[]): Promise<number> {
  const { entity } = deps.lane;
  const keys = rows.map(({ externalKey }) => externalKey);
  const batch = `${deps.run.run}/${deps.lane.lane}/ended-${sha256(JSON.stringify(keys)).slice(0, 16)}`;
  const items = rows.map(
    (row): WriteItem => ({
      op: 'tombstone',
      externalKey: row.externalKey,
      ...precondition(deps.run.run, row),
      data: {},
    }),
  );
  const receipts = await send(deps, { batch, entity, items });
  const deliveries = rows.flatMap((prior, i) => {
    const [item, receipt] = [items[i], receipts[i]];
    return item === undefined || receipt === undefined ? [] : [deliveryOf(prior, item, receipt)];
  });
  await deps.ledger.settleBatch(await settlementOf(deps, batch, deliveries));
  return deliveries.filter(({ kind }) => kind === 'written').length;
}

function deliveryOf(prior: WrittenRecord, item: WriteItem, receipt: ItemReceipt): Delivery {
  const { entity, fieldHashes } = prior;
  const change = { entity, item, hashes: fieldHashes, prior, whole: {}, placeholder: false };
  if (receipt.status !== 'failed') return { kind: 'written', change, item, receipt, kept: [] };
  return { kind: 'refused', change, problem: reasonOf(receipt), kept: [] };
}

/** No outcomes: the source records behind them have theirs. */
async function settlementOf(deps: LaneDeps, batch: string, deliveries: readonly Delivery[]): Promise<Settlement> {
  const receipt = await landReceipt(deps, batch, deliveries);
  return {
    ref: laneRef(deps),
    scope: laneScope(deps),
    mapping: mappingName(deps),
    batch: null,
    summary: { batch, counts: NO_OUTCOMES, ...(receipt && { receipt }) },
    outcomes: [],
    mapped: [],
    written: deliveries.flatMap((delivery) =>
      delivery.kind === 'written' ? [{ ...writtenRow(deps, delivery), tombstoned: true }] : [],
    ),
    contributions: [],
    beforeImages: beforeImages(deliveries),
    deferred: [],
    patched: [],
    losses: [],
    findings: deliveries.flatMap((delivery) => refusal(deps, delivery)),
    reviews: [],
  };
}

function refusal({ lane }: LaneDeps, { kind, change }: Delivery): FindingRow[] {
  if (kind !== 'refused') return [];
  return [{ lane: lane.lane, code: FINDING.endRefused, key: change.item.externalKey, fields: [] }];
}
