/** The ledger's verbs for batches, over one database. */
import type { Database } from '../database.ts';
import { loadedBatch, recordLanded, recordSettlement, recordSourceCount } from './batches.ts';
import { deferred } from './deferred.ts';
import { recordIntent, refuseAnswers } from './intents.ts';
import type { BatchesLedger } from './port.ts';
import { loadedVersions, recordVersions, unknownNewer } from './record-versions.ts';
import { settleBatch } from './settle-batch.ts';
import { acceptQuarantine, laneTotals, quarantineShare } from './totals.ts';

/** Nothing is asked of the database yet. */
export function openBatches(db: Database): BatchesLedger {
  return {
    recordLanded: (ref, landed) => recordLanded(db, ref, landed),
    recordSourceCount: (ref, sourceCount) => recordSourceCount(db, ref, sourceCount),
    loadedBatch: (ref, batch) => loadedBatch(db, ref, batch),
    recordVersions: (ref, scope, keys) => recordVersions(db, { ...scope, run: ref.run }, keys),
    loadedVersions: (ref, scope, keys) => loadedVersions(db, { ...scope, run: ref.run }, keys),
    unknownNewer: (ref, scope) => unknownNewer(db, ref, scope),
    recordIntent: (intent) => recordIntent(db, intent),
    refuseAnswers: (run, batch) => refuseAnswers(db, run, batch),
    settleBatch: (settlement) => settleBatch(db, settlement),
    deferred: (ref, limit) => deferred(db, ref, limit),
    laneTotals: (ref) => laneTotals(db, ref),
    quarantineShare: (ref) => quarantineShare(db, ref),
    acceptQuarantine: (ref) => acceptQuarantine(db, ref),
    recordSettlement: (ref, settlement, mark) => recordSettlement(db, ref, { settlement, mark }),
  };
}
