/** Loads one landed batch: verify, map, identify, resolve, compare, write, keep the receipt, settle. */

import { type LaneDeps, laneRef } from '../extract/lane-deps.ts';
import { readBatch } from '../landing/batch.ts';
import type { Settlement } from '../ledger/batches/rows.ts';
import type { SeenRow } from '../ledger/records/drift-rows.ts';
import { loss } from '../messages/make.ts';
import type { BatchRef, BatchSummary } from '../model/batch.ts';
import type { Loss } from '../model/outcome.ts';
import { type Compared, compareAll } from './compare.ts';
import { makeReady } from './complete-records.ts';
import { guardDrift, holdWhenFrozen } from './drift/drift.ts';
import { identify } from './identify.ts';
import { findingsOf } from './ledger-rows.ts';
import { isEnded, type MappedVersion, mapRecords } from './map-records.ts';
import { countHeldBack, countOutcomes, endedOutcome, outcomeOf } from './outcomes.ts';
import { endOutdated } from './outdated-versions.ts';
import { holdWhenTooMany } from './quarantine-limit.ts';
import { settlementOfWrites } from './settlement.ts';
import { type Ended, type Identified, partition, type Ready, type WriteResult } from './step-types.ts';
import { unexplainedAnswers } from './unexplained-answers.ts';
import { writeChanges } from './write-changes.ts';

/**
 * Loads a batch once: repeated, it returns the first summary; repeated after a crash at any point, it ends the same.
 * Throws StuckError `quarantine-limit` when too large a share of the lane is quarantined, `source-drifted` when its source
 * holds something new that the route freezes for, FatalError `landing-damaged`, and whatever the systems throw; nothing
 * is settled then.
 */
export async function loadBatch(deps: LaneDeps, batch: BatchRef): Promise<BatchSummary> {
  const known = await deps.ledger.loadedBatch(laneRef(deps), batch.id);
  const summary = known ?? (await processBatch(deps, batch));
  await holdWhenTooMany(deps);
  return summary;
}

/** All steps of one batch; until it is settled every one of them may be repeated. */
async function processBatch(deps: LaneDeps, batch: BatchRef): Promise<BatchSummary> {
  const records = await readBatch(deps.landing, batch);
  deps.heartbeat();
  const guard = await guardDrift(deps);
  const mappedAll = mapRecords(guard.map, records);
  await holdWhenFrozen(deps, guard);
  const versions = await endOutdated(deps, batch.sequence, mappedAll);
  const [unmapped, mapped] = partition<Ended, MappedVersion>(versions, isEnded);
  const [unidentified, identified] = partition<Ended, Identified>(await identify(deps, mapped), isEnded);
  const prepared = await makeReady(deps, batch.id, identified);
  const [unready, ready] = partition<Ended, Ready>(prepared.records, isEnded);
  const compared = await compareAll(deps, ready);
  const changes = compared.flatMap(({ change }) => (change === undefined ? [] : [change]));
  const results = await writeChanges(deps, batch.id, changes);
  const settlement = await settlementOf(deps, batch, {
    ended: [...unmapped, ...unidentified, ...unready],
    compared,
    results,
    placeholders: prepared.placeholders,
    seen: guard.seen(),
  });
  await deps.ledger.settleBatch(settlement);
  // Another attempt may have settled it first: its summary is the one that counts.
  return (await deps.ledger.loadedBatch(laneRef(deps), batch.id)) ?? settlement.summary;
}

/** What became of each record of the batch. */
interface Processed {
  readonly ended: readonly Ended[];
  readonly compared: readonly Compared[];
  readonly results: readonly WriteResult[];
  readonly placeholders: readonly WriteResult[];
  readonly seen: readonly SeenRow[];
}

async function settlementOf(deps: LaneDeps, batch: BatchRef, processed: Processed): Promise<Settlement> {
  const all = [...processed.placeholders, ...processed.results];
  const settlement = await settlementOfWrites(deps, batch.id, all);
  const results = new Map(processed.results.map((result) => [result.change.item.externalKey, result]));
  const resultOf = ({ change }: Compared) => change && results.get(change.item.externalKey);
  const written = processed.compared.map((one) => ({ record: one.record, result: resultOf(one) }));
  const unexplained = await unexplainedAnswers(deps, written);
  const outcomes = [
    ...processed.ended.map(endedOutcome),
    ...written.map(({ record, result }) => unexplained.get(record) ?? outcomeOf(record, result)),
  ];
  const loaded = processed.compared.filter((one) => (resultOf(one)?.kind ?? 'written') === 'written');
  return {
    ...settlement,
    batch: { id: batch.id, sequence: batch.sequence },
    summary: { ...settlement.summary, counts: countOutcomes(outcomes), ...countHeldBack(outcomes) },
    outcomes,
    mapped: loaded.map(({ record }) => mapRow(record)),
    contributions: loaded.flatMap(({ contribution }) => contribution ?? []),
    deferred: loaded.flatMap(({ record }) => record.deferred),
    losses: loaded.flatMap(({ record, unsaid }) =>
      [...record.losses, ...unsaid.map(keptAbsent)].map((loss) => ({ key: record.sourceKey, loss })),
    ),
    findings: findingsOf(deps, all),
    reviews: processed.ended.flatMap(({ review }) => review ?? []),
    seen: processed.seen,
  };
}

function keptAbsent(path: string): Loss {
  return loss({ code: 'kept-absent', path });
}

/** Ties the source record to its record of the target. */
function mapRow({ sourceKey, externalKey, mapped }: Ready) {
  const { version, identities } = mapped;
  return { sourceKey, externalKey, ownKey: mapped.externalKey, version: version ?? null, identities };
}
