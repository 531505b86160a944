/** The ledger's verbs for plans, over one database. */
import type { Database } from '../database.ts';
import { approvals, approvePlan } from './approvals.ts';
import { impactKeys, laneImpact } from './lane-impact.ts';
import { masterRows } from './master-rows.ts';
import { dropLeftovers, dropOverlay, openOverlay, readOverlay } from './overlay.ts';
import { comparePlan, keepFacts, outcomePage, planRow } from './plans.ts';
import type { PlansLedger } from './port.ts';
import { endingsIn, equalRecords, imagesBefore, landedAssets, landedBatches } from './profile.ts';
import { laneTimings, writingRuns } from './timings.ts';

/** Nothing is asked of the database yet. */
export function openPlans(db: Database): PlansLedger {
  return {
    openOverlay: (plan) => openOverlay(db, plan),
    dropOverlay: (run) => dropOverlay(db, run),
    dropLeftovers: (basis) => dropLeftovers(db, basis),
    readOverlay: (run, read) => readOverlay(db, run, read),
    planRow: (run) => planRow(db, run),
    keepFacts: (run, hash) => keepFacts(db, run, hash),
    outcomePage: (run, after) => outcomePage(db, run, after),
    comparePlan: (compared) => comparePlan(db, compared),
    impactKeys: (plan) => impactKeys(db, plan),
    laneImpact: (of) => laneImpact(db, of),
    approvePlan: (approval) => approvePlan(db, approval),
    approvals: (of) => approvals(db, of),
    landedBatches: (run, lane) => landedBatches(db, run, lane),
    endingsIn: (run, lane, sequence) => endingsIn(db, { run, lane, sequence }),
    landedAssets: (targetInstance, source, refs) => landedAssets(db, { targetInstance, source }, refs),
    equalRecords: (run) => equalRecords(db, run),
    imagesBefore: (run, keys) => imagesBefore(db, run, keys),
    masterRows: (scope) => masterRows(db, scope),
    laneTimings: (run) => laneTimings(db, run),
    writingRuns: (instance, route) => writingRuns(db, instance, route),
  };
}
