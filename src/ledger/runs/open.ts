/** The ledger's verbs for runs, over one database. */
import { appendAudit } from '../audit.ts';
import type { Database } from '../database.ts';
import { acquireLanes, releaseLanes } from './lane-locks.ts';
import type { RunsLedger } from './port.ts';
import { progress } from './progress.ts';
import { finishRun, getRun, listByMode, listRuns, pinnedMapping, setRunState, startRun } from './runs.ts';
import { countWanted, plansOf, wantedLines } from './wanted-records.ts';
import { knownRecords, watermarks } from './watermarks.ts';

/** Nothing is asked of the database yet. */
export function openRuns(db: Database): RunsLedger {
  return {
    startRun: (start) => startRun(db, start),
    acquireLanes: (plan) => acquireLanes(db, plan),
    releaseLanes: (run) => releaseLanes(db, run),
    pinnedMapping: (hash) => pinnedMapping(db, hash),
    getRun: (run) => getRun(db, run),
    listRuns: (limit) => listRuns(db, limit),
    listByMode: (kind, limit, route) => listByMode(db, kind, { limit, route }),
    plansOf: (instance) => plansOf(db, instance),
    setRunState: (run, state) => setRunState(db, run, state),
    finishRun: (run, end) => finishRun(db, run, end),
    progress: (run) => progress(db, run),
    watermarks: (instance, route) => watermarks(db, instance, route),
    knownRecords: (scope, run) => knownRecords(db, scope, run),
    wantedLines: (ref, after) => wantedLines(db, ref, after),
    countWanted: (ref) => countWanted(db, ref),
    appendAudit: (entry) => db.transaction((queries) => appendAudit(queries, entry)),
  };
}
