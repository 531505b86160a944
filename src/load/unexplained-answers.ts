/** Finds records that the target refused as out of date although no newer version of them is known. */

import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import type { OutcomeRow } from '../ledger/batches/rows.ts';
import type { FindingRow } from '../ledger/records/report-rows.ts';
import { problem } from '../messages/make.ts';
import { FINDING } from '../model/finding-codes.ts';
import { isOlder } from './map-records.ts';
import { outcomeOf, stored } from './outcomes.ts';
import type { Ready, WriteResult } from './step-types.ts';

interface Answered {
  readonly record: Ready;
  readonly result: WriteResult | undefined;
}

/**
 * The outcomes of those records: superseded, with a code that says that nothing explains it yet. The batch that loaded the
 * newer version may settle after this one, so `unknownNewer` judges them again when the lane settles.
 */
export async function unexplainedAnswers(
  deps: LaneDeps,
  answered: readonly Answered[],
): Promise<ReadonlyMap<Ready, OutcomeRow>> {
  const refused = answered.filter(({ result }) => result?.kind === 'superseded');
  if (refused.length === 0) return new Map();
  const keys = refused.map(({ record }) => record.sourceKey);
  const loaded = await deps.ledger.loadedVersions(laneRef(deps), laneScope(deps), keys);
  const unexplained = refused.filter(
    ({ record: { sourceKey, mapped } }) => !isOlder(mapped.version, loaded.get(sourceKey)),
  );
  const why = stored(problem({ code: FINDING.newerUnknown, path: '' }));
  return new Map(unexplained.map(({ record, result }) => [record, { ...outcomeOf(record, result), ...why }]));
}

/** Records them as findings, and returns what is to be said of them: the lane doesn't settle. */
export async function findUnexplained(deps: LaneDeps): Promise<readonly string[]> {
  const keys = await deps.ledger.unknownNewer(laneRef(deps), laneScope(deps));
  if (keys.length === 0) return [];
  const findings = keys.map(
    (key): FindingRow => ({ lane: deps.lane.lane, code: FINDING.newerUnknown, key, fields: [] }),
  );
  await deps.ledger.recordFindings(laneRef(deps), findings);
  return [`records that the target refused for newer versions, which no settled run has loaded: ${keys.length}`];
}
