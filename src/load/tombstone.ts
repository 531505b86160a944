/** Tombstones records that we wrote, page by page; one that a person edited since stays, and is a finding. */

import { type LaneDeps, laneRef } from '../extract/lane-deps.ts';
import { laterBatchId } from '../landing/addresses.ts';
import type { Settlement } from '../ledger/batches/rows.ts';
import type { FindingRow } from '../ledger/records/report-rows.ts';
import type { WrittenRecord } from '../ledger/records/rows.ts';
import type { ItemReceipt, WriteItem } from '../model/batch.ts';
import { FINDING } from '../model/finding-codes.ts';
import { sha256 } from '../sha256.ts';
import { precondition } from './compare.ts';
import { reasonOf } from './refusal-reason.ts';
import { send } from './send.ts';
import { settlementOfWrites } from './settlement.ts';
import type { WriteResult } from './step-types.ts';

/** The next records by key, after the one given; none: no more. What was tombstoned meanwhile must not come again. */
type NextPage = (after: string) => Promise<readonly WrittenRecord[]>;

/** Returns how many were tombstoned. Repeated, it changes nothing. Throws what the target throws. */
export async function tombstoneAll(deps: LaneDeps, kind: 'ended' | 'vanished', next: NextPage): Promise<number> {
  let tombstoned = 0;
  for (let after = ''; ; ) {
    deps.heartbeat();
    const rows = await next(after);
    const last = rows.at(-1);
    if (last === undefined) return tombstoned;
    tombstoned += await tombstonePage(deps, kind, rows);
    after = last.externalKey;
  }
}

/** One page is one transaction; killed in between, the same page is sent again under the same key. */
async function tombstonePage(
  deps: LaneDeps,
  kind: 'ended' | 'vanished',
  rows: readonly WrittenRecord[],
): Promise<number> {
  const { entity } = deps.lane;
  const keys = rows.map(({ externalKey }) => externalKey);
  const batch = laterBatchId(laneRef(deps), kind, sha256(JSON.stringify(keys)));
  const items = rows.map(
    (row): WriteItem => ({
      op: 'tombstone',
      externalKey: row.externalKey,
      ...precondition(deps.run.run, row),
      data: {},
    }),
  );
  const receipts = await send(deps, { batch, entity, items });
  const results = rows.flatMap((prior, i) => {
    const [item, receipt] = [items[i], receipts[i]];
    return item === undefined || receipt === undefined ? [] : [resultOf(prior, item, receipt)];
  });
  await deps.ledger.settleBatch(await settlementOf(deps, batch, results));
  return results.filter(({ kind }) => kind === 'written').length;
}

function resultOf(prior: WrittenRecord, item: WriteItem, receipt: ItemReceipt): WriteResult {
  const { entity, fieldHashes } = prior;
  const change = { entity, item, hashes: fieldHashes, prior, whole: {}, placeholder: false };
  if (receipt.status !== 'failed') return { kind: 'written', change, item, receipt, kept: [] };
  return { kind: 'refused', change, problem: reasonOf(receipt), kept: [] };
}

/** Without outcomes: the source records behind them had theirs when they were loaded. */
async function settlementOf(deps: LaneDeps, batch: string, results: readonly WriteResult[]): Promise<Settlement> {
  const settlement = await settlementOfWrites(deps, batch, results);
  return {
    ...settlement,
    written: settlement.written.map((row) => ({ ...row, tombstoned: true })),
    findings: results.flatMap((result) => refusal(deps, result)),
  };
}

function refusal({ lane }: LaneDeps, { kind, change }: WriteResult): FindingRow[] {
  if (kind !== 'refused') return [];
  return [{ lane: lane.lane, code: FINDING.endRefused, key: change.item.externalKey, fields: [] }];
}
