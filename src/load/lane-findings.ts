/** Looks at a lane as a whole once it is loaded: records that vanished from the source, and numbers that two sources give. */

import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import type { FindingRow, SomeKeys } from '../ledger/records/report-rows.ts';
import { FINDING } from '../model/finding-codes.ts';
import type { Mode } from '../model/run.ts';
import type { LaneSettlement } from '../model/settlement.ts';
import { REPORT_VANISHED, treatmentOf } from '../model/vanished.ts';
import { tombstoneAll } from './tombstone.ts';

/**
 * Keeps what it finds, and tombstones what vanished where the route says so; returns what keeps the lane from settling.
 * Asked again, it finds and does the same.
 */
export async function findOverLane(
  deps: LaneDeps,
  settlement: Pick<LaneSettlement, 'settled' | 'enumerated'>,
): Promise<readonly string[]> {
  const vanished = isWhole(deps, settlement) ? await findVanished(deps, settlement) : NOTHING;
  const findings = [...vanished.findings, ...(await findShared(deps))];
  const codes = [FINDING.recordsVanished, FINDING.numberShared];
  await deps.ledger.replaceFindings(laneRef(deps), codes, findings);
  return vanished.differences;
}

/** What a lane as a whole came to. */
interface Found {
  readonly findings: readonly FindingRow[];
  readonly differences: readonly string[];
}

const NOTHING: Found = { findings: [], differences: [] };

const READS_SOURCE: readonly Mode[] = ['full', 'delta', 'plan'];

/** A delta, a sample and a narrowed lane leave records out that are still there. */
function isWhole({ run, lane }: LaneDeps, { settled }: Pick<LaneSettlement, 'settled'>): boolean {
  if (run.reads !== 'source' || !READS_SOURCE.includes(run.mode) || settled === false) return false;
  return lane.since === null && lane.where === null && lane.sample === undefined;
}

async function findVanished(
  deps: LaneDeps,
  { settled, enumerated }: Pick<LaneSettlement, 'settled' | 'enumerated'>,
): Promise<Found> {
  const { run, lane, ledger } = deps;
  const scope = laneScope(deps);
  const before = await ledger.vanishedRecords(scope, run.run);
  const { held } = before;
  const vanished = before.left.records + before.tombstoned.records;
  if (vanished === 0) return NOTHING;
  const rule = lane.vanished ?? REPORT_VANISHED;
  const treatment = treatmentOf(rule, { held, vanished }, settled === true && enumerated > 0);
  if (treatment === 'tombstoned') {
    await tombstoneAll(deps, 'vanished', (after) => ledger.vanishedPage(scope, run.run, after));
  }
  const { left, tombstoned } = await ledger.vanishedRecords(scope, run.run);
  const kept = rule.policy === 'tombstone' ? '; none is tombstoned' : '';
  return {
    findings: [...vanishedFinding(deps, 'kept', left), ...vanishedFinding(deps, 'tombstoned', tombstoned)],
    differences:
      treatment === 'refused'
        ? [`${vanished} of ${held} records loaded before are no longer in the source${kept}`]
        : [],
  };
}

function vanishedFinding({ lane }: LaneDeps, key: 'kept' | 'tombstoned', { records, keys }: SomeKeys): FindingRow[] {
  return records === 0 ? [] : [{ lane: lane.lane, code: FINDING.recordsVanished, key, fields: [...keys], records }];
}

/** Both are loaded: only people can tell whether they are one. */
async function findShared(deps: LaneDeps): Promise<readonly FindingRow[]> {
  const { lane, ledger } = deps;
  const shared = await ledger.sharedNumbers(laneScope(deps));
  return shared.map(({ source, records, keys }) => ({
    ...{ lane: lane.lane, code: FINDING.numberShared, key: source },
    ...{ fields: [...keys], records },
  }));
}
