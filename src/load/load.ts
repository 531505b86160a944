/** Loads one landed batch: verify, map, place, resolve, compare, write, keep the receipt, settle. */

import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import { readBatch } from '../landing/batch.ts';
import type { Settlement } from '../ledger/batches/rows.ts';
import type { SeenRow } from '../ledger/records/drift-rows.ts';
import type { BatchRef, BatchSummary } from '../model/batch.ts';
import { beforeImages, findingsOf, isWritten, landReceipt, writtenRow } from './bookkeeping.ts';
import { type Compared, compareAll } from './compare.ts';
import { deliver } from './deliver.ts';
import { guardDrift, holdWhenFrozen } from './drift/drift.ts';
import { identify } from './identify.ts';
import { isEnded, type MappedReading, mapRecords } from './map-records.ts';
import { endOutdated } from './newer-versions.ts';
import { countOutcomes, endedOutcome, outcomeOf } from './outcomes.ts';
import { holdWhenTooMany } from './quarantine-limit.ts';
import { makeReady } from './ready.ts';
import { type Delivery, type Ended, type Placed, partition, type Ready } from './record-progress.ts';

/**
 * Carries a batch across, once: repeated, it returns what the first time came to; repeated after dying anywhere in
 * between, it ends the same. Throws StuckError `quarantine-limit` when the lane has set too much aside,
 * `source-drifted` when its source holds something new that the route freezes for, FatalError `landing-damaged`, and whatever the systems throw; nothing is settled then.
 */
export async function loadBatch(deps: LaneDeps, batch: BatchRef): Promise<BatchSummary> {
  const known = await deps.ledger.loadedBatch(laneRef(deps), batch.id);
  const summary = known ?? (await carry(deps, batch));
  await holdWhenTooMany(deps);
  return summary;
}

/** The way of one batch, station by station; up to the settlement every step may be repeated. */
async function carry(deps: LaneDeps, batch: BatchRef): Promise<BatchSummary> {
  const records = await readBatch(deps.landing, batch);
  deps.heartbeat();
  const guard = await guardDrift(deps);
  const mappedAll = mapRecords(guard.map, records);
  await holdWhenFrozen(deps, guard);
  const readings = await endOutdated(deps, batch.sequence, mappedAll);
  const [unmapped, mapped] = partition<Ended, MappedReading>(readings, isEnded);
  const [unplaced, placed] = partition<Ended, Placed>(await identify(deps, mapped), isEnded);
  const prepared = await makeReady(deps, batch.id, placed);
  const [unready, ready] = partition<Ended, Ready>(prepared.records, isEnded);
  const compared = await compareAll(deps, ready);
  const changes = compared.flatMap(({ change }) => (change === undefined ? [] : [change]));
  const delivered = await deliver(deps, batch.id, changes);
  const settlement = await settlementOf(deps, batch, {
    ended: [...unmapped, ...unplaced, ...unready],
    compared,
    delivered,
    placeholders: prepared.placeholders,
    seen: guard.seen(),
  });
  await deps.ledger.settleBatch(settlement);
  // Another attempt may have settled it first: its summary is the one that counts.
  return (await deps.ledger.loadedBatch(laneRef(deps), batch.id)) ?? settlement.summary;
}

/** What became of each record of the batch. */
interface Carried {
  readonly ended: readonly Ended[];
  readonly compared: readonly Compared[];
  readonly delivered: readonly Delivery[];
  readonly placeholders: readonly Delivery[];
  readonly seen: readonly SeenRow[];
}

/** The receipt is landed before the ledger speaks of it. */
async function settlementOf(deps: LaneDeps, batch: BatchRef, carried: Carried): Promise<Settlement> {
  const all = [...carried.placeholders, ...carried.delivered];
  const receipt = await landReceipt(deps, batch.id, all);
  const deliveries = new Map(carried.delivered.map((delivery) => [delivery.change.item.externalKey, delivery]));
  const deliveryOf = ({ change }: Compared) => change && deliveries.get(change.item.externalKey);
  const outcomes = [
    ...carried.ended.map(endedOutcome),
    ...carried.compared.map((one) => outcomeOf(one.record, deliveryOf(one))),
  ];
  const crossed = carried.compared.filter((one) => (deliveryOf(one)?.kind ?? 'written') === 'written');
  return {
    ref: laneRef(deps),
    scope: laneScope(deps),
    mapping: mappingName(deps),
    batch: { id: batch.id, sequence: batch.sequence },
    summary: { batch: batch.id, counts: countOutcomes(outcomes), ...(receipt && { receipt }) },
    outcomes,
    mapped: crossed.map(({ record }) => mapRow(record)),
    written: all.filter(isWritten).map((delivery) => writtenRow(deps, delivery)),
    contributions: crossed.flatMap(({ contribution }) => contribution ?? []),
    beforeImages: beforeImages(all),
    deferred: crossed.flatMap(({ record }) => record.deferred),
    patched: [],
    losses: crossed.flatMap(({ record }) => record.losses.map((loss) => ({ key: record.sourceKey, loss }))),
    findings: findingsOf(deps, all),
    reviews: carried.ended.flatMap(({ review }) => review ?? []),
    seen: carried.seen,
  };
}

/** `name@version#hash`: which mapping a receipt was produced by. */
export function mappingName({ mapping }: LaneDeps): string {
  return `${mapping.name}@${mapping.version}#${mapping.hash}`;
}

/** Ties the source record to its record of the target. */
function mapRow({ sourceKey, externalKey, mapped }: Ready) {
  const { version, identities } = mapped;
  return { sourceKey, externalKey, ownKey: mapped.externalKey, version: version ?? null, identities };
}
