/** Opens the ledger: one plain object whose verbs are the files of this folder. */

import { appendAudit } from './audit.ts';
import { loadedBatch, recordLanded, recordSettlement, recordSourceCount } from './batches/batches.ts';
import { deferred } from './batches/deferred.ts';
import { recordIntent, refuseAnswers } from './batches/intents.ts';
import { readings } from './batches/record-versions.ts';
import { settleBatch, storeFindings } from './batches/settle-batch.ts';
import { acceptQuarantine, laneTotals, quarantineShare } from './batches/totals.ts';
import { openDatabase } from './database.ts';
import { migrate } from './migrate.ts';
import { knownMasters, reviews } from './people/masters.ts';
import { decide, gained, identityMerges, keptApart, recordsBehind, toBeEnded } from './people/merge.ts';
import { approvals, approvePlan } from './plans/approvals.ts';
import { impactKeys, laneImpact } from './plans/lane-impact.ts';
import { dropLeftovers, dropOverlay, openOverlay, readOverlay } from './plans/overlay.ts';
import { comparePlan, keepFacts, outcomePage, planRow } from './plans/plans.ts';
import {
  endingsIn,
  equalRecords,
  imagesBefore,
  landedAssets,
  landedBatches,
  laneTimings,
  masterRows,
  writingRuns,
} from './plans/profile.ts';
import type { Ledger } from './port.ts';
import { hostedAssets, rememberAsset } from './records/assets.ts';
import { claimKeys } from './records/claim.ts';
import { noteNew, seenBefore, storeBaseline, takeNew } from './records/drift.ts';
import { placeholders } from './records/placeholders.ts';
import { resolveReferences } from './records/references.ts';
import { findings, losses, quarantinedNow, quarantineList, quarantineShow } from './records/reports.ts';
import { contributions, laneKeys, writtenRecords } from './records/written.ts';
import { acquireLanes, releaseLanes } from './runs/lanes.ts';
import { progress } from './runs/progress.ts';
import { finishRun, getRun, listByMode, listRuns, pinnedMapping, setRunState, startRun } from './runs/runs.ts';
import { countWanted, plansOf, wantedLines } from './runs/wanted.ts';
import { knownRecords, watermarks } from './runs/watermarks.ts';

/** For those who open one; whoever is given one takes the type from the port. */
export type { Ledger } from './port.ts';

/** Connects and brings the schema up to date. Several programs may do so at once. Throws TransientError `ledger-unreachable`. */
export async function openLedger(databaseUrl: string): Promise<Ledger> {
  const db = openDatabase(databaseUrl);
  try {
    await migrate(db);
  } catch (error) {
    await db.close();
    throw error;
  }
  return {
    startRun: (start) => startRun(db, start),
    acquireLanes: (plan) => acquireLanes(db, plan),
    releaseLanes: (run) => releaseLanes(db, run),
    pinnedMapping: (hash) => pinnedMapping(db, hash),
    getRun: (run) => getRun(db, run),
    listRuns: (limit) => listRuns(db, limit),
    setRunState: (run, state) => setRunState(db, run, state),
    finishRun: (run, end) => finishRun(db, run, end),
    progress: (run) => progress(db, run),
    quarantineList: (filter) => quarantineList(db, filter),
    quarantineShow: (run, lane, key) => quarantineShow(db, { run, lane, key }),
    findings: (run) => findings(db, run),
    losses: (run) => losses(db, run),
    placeholders: (run, limit) => placeholders(db, run, limit),
    watermarks: (instance, route) => watermarks(db, instance, route),
    appendAudit: (entry) => db.transaction((queries) => appendAudit(queries, entry)),
    recordLanded: (ref, landed) => recordLanded(db, ref, landed),
    recordSourceCount: (ref, sourceCount) => recordSourceCount(db, ref, sourceCount),
    loadedBatch: (ref, batch) => loadedBatch(db, ref, batch),
    claimKeys: (scope, run, claims) => claimKeys(db, scope, { run, claims }),
    readings: (ref, scope, keys) => readings(db, { ...scope, run: ref.run }, keys),
    hostedAssets: (targetInstance, source, refs) => hostedAssets(db, { targetInstance, source }, refs),
    rememberAsset: ({ run, targetInstance }, source, asset) =>
      rememberAsset(db, { run, targetInstance, source }, asset),
    writtenRecords: (instance, keys) => writtenRecords(db, instance, keys),
    contributions: (instance, keys) => contributions(db, instance, keys),
    resolveReferences: (scope, wanted) => resolveReferences(db, scope, wanted),
    recordIntent: (intent) => recordIntent(db, intent),
    refuseAnswers: (run, batch) => refuseAnswers(db, run, batch),
    settleBatch: (settlement) => settleBatch(db, settlement),
    deferred: (ref, limit) => deferred(db, ref, limit),
    laneTotals: (ref) => laneTotals(db, ref),
    quarantineShare: (ref) => quarantineShare(db, ref),
    acceptQuarantine: (ref) => acceptQuarantine(db, ref),
    seenBefore: (scope, run) => seenBefore(db, scope, run),
    noteNew: (scope, run, things) => noteNew(db, { scope, run }, things),
    takeNew: (scope, run, kinds) => takeNew(db, { scope, run }, kinds),
    recordBaseline: (scope, run) => storeBaseline(db, scope, run),
    recordFindings: (ref, found) => storeFindings(db, { ref, findings: found }),
    laneKeys: (scope, keys) => laneKeys(db, scope, keys),
    recordSettlement: (ref, settlement, mark) => recordSettlement(db, ref, { settlement, mark }),
    knownRecords: (scope, run) => knownRecords(db, scope, run),
    wantedLines: (ref, after) => wantedLines(db, ref, after),
    countWanted: (ref) => countWanted(db, ref),
    plansOf: (instance) => plansOf(db, instance),
    quarantinedNow: (filter) => quarantinedNow(db, filter),
    knownMasters: (instance, entity) => knownMasters(db, instance, entity),
    reviews: (instance, entity) => reviews(db, instance, entity),
    identityMerges: (instance, entity) => identityMerges(db, instance, entity),
    keptApart: (instance, entity) => keptApart(db, instance, entity),
    recordsBehind: (instance, keys) => recordsBehind(db, instance, keys),
    decide: (decisions) => decide(db, decisions),
    gained: (instance, keys) => gained(db, instance, keys),
    toBeEnded: (scope, after) => toBeEnded(db, scope, after),
    openOverlay: (plan) => openOverlay(db, plan),
    dropOverlay: (run) => dropOverlay(db, run),
    dropLeftovers: (basis) => dropLeftovers(db, basis),
    readOverlay: (run, read) => readOverlay(db, run, read),
    planRow: (run) => planRow(db, run),
    keepFacts: (run, hash) => keepFacts(db, run, hash),
    listByMode: (kind, limit, route) => listByMode(db, kind, { limit, route }),
    outcomePage: (run, after) => outcomePage(db, run, after),
    comparePlan: (compared) => comparePlan(db, compared),
    impactKeys: (plan) => impactKeys(db, plan),
    approvePlan: (approval) => approvePlan(db, approval),
    approvals: (of) => approvals(db, of),
    landedBatches: (run, lane) => landedBatches(db, run, lane),
    endingsIn: (run, lane, sequence) => endingsIn(db, { run, lane, sequence }),
    landedAssets: (targetInstance, source, refs) => landedAssets(db, { targetInstance, source }, refs),
    equalRecords: (run) => equalRecords(db, run),
    laneTimings: (run) => laneTimings(db, run),
    writingRuns: (instance, route) => writingRuns(db, instance, route),
    imagesBefore: (run, keys) => imagesBefore(db, run, keys),
    masterRows: (scope) => masterRows(db, scope),
    laneImpact: (of) => laneImpact(db, of),
    close: () => db.close(),
  };
}
