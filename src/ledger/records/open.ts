/** The ledger's verbs for single records, over one database. */
import type { Database } from '../database.ts';
import { hostedAssets, rememberAsset } from './assets.ts';
import { claimKeys } from './claim-keys.ts';
import { acceptDrift, fieldsRead, recordBaseline, recordDrift, seenBefore } from './drift.ts';
import { recordFindings } from './findings.ts';
import { replaceFindings, sharedNumbers, vanishedPage, vanishedRecords } from './lane-findings.ts';
import { placeholders, placeholdersMade } from './placeholders.ts';
import type { RecordsLedger } from './port.ts';
import { resolveReferences } from './references.ts';
import { findings, losses, quarantinedNow, quarantineList, quarantineReasons, quarantineShow } from './reports.ts';
import { recordTables, tablesBefore } from './seen-tables.ts';
import { contributions, laneKeys, writtenRecords } from './written-records.ts';

/** Nothing is asked of the database yet. */
export function openRecords(db: Database): RecordsLedger {
  return {
    claimKeys: (scope, run, claims) => claimKeys(db, scope, { run, claims }),
    resolveReferences: (scope, wanted) => resolveReferences(db, scope, wanted),
    writtenRecords: (instance, keys) => writtenRecords(db, instance, keys),
    contributions: (instance, keys) => contributions(db, instance, keys),
    laneKeys: (scope, keys) => laneKeys(db, scope, keys),
    hostedAssets: (targetInstance, source, refs) => hostedAssets(db, { targetInstance, source }, refs),
    rememberAsset: ({ run, targetInstance }, source, asset) =>
      rememberAsset(db, { run, targetInstance, source }, asset),
    seenBefore: (scope, run) => seenBefore(db, scope, run),
    fieldsRead: (instance, route) => fieldsRead(db, instance, route),
    recordDrift: (scope, run, things) => recordDrift(db, { scope, run }, things),
    acceptDrift: (scope, run, kinds) => acceptDrift(db, { scope, run }, kinds),
    recordBaseline: (scope, run) => recordBaseline(db, scope, run),
    tablesBefore: (scope) => tablesBefore(db, scope),
    recordTables: (scope, run, tables) => recordTables(db, { scope, run }, tables),
    recordFindings: (ref, found) => recordFindings(db, ref, found),
    replaceFindings: (ref, codes, found) => replaceFindings(db, ref, { codes, findings: found }),
    vanishedRecords: (scope, run) => vanishedRecords(db, scope, run),
    vanishedPage: (scope, run, after) => vanishedPage(db, scope, { run, after }),
    sharedNumbers: (scope) => sharedNumbers(db, scope),
    findings: (run) => findings(db, run),
    losses: (run) => losses(db, run),
    quarantineList: (filter) => quarantineList(db, filter),
    quarantineReasons: (run) => quarantineReasons(db, run),
    quarantineShow: (run, lane, key) => quarantineShow(db, { run, lane, key }),
    quarantinedNow: (filter) => quarantinedNow(db, filter),
    placeholdersMade: (run) => placeholdersMade(db, run),
    placeholders: (run, limit) => placeholders(db, run, limit),
  };
}
