/** Finds readings that are out of date: the same record was read again in this run, and the newer reading is loaded already. */

import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import type { RecordVersionRow } from '../ledger/batches/rows.ts';
import { problem } from '../messages/make.ts';
import { isOlder, type MappedReading } from './map-records.ts';
import type { Ended, Reading } from './record-progress.ts';

/**
 * Batches may load in any order, and a target knows versions only of records that one source feeds. What is out of date
 * ends as superseded and is not written.
 */
export async function endOutdated(
  deps: LaneDeps,
  sequence: number,
  readings: readonly (MappedReading | Ended)[],
): Promise<readonly (MappedReading | Ended)[]> {
  const keys = readings.map(({ sourceKey }) => sourceKey);
  const others = await deps.ledger.recordVersions(laneRef(deps), laneScope(deps), keys);
  const known = new Map(others.map((other) => [other.sourceKey, other]));
  return readings.map((reading) => {
    const other = known.get(reading.sourceKey);
    const version = 'mapped' in reading ? reading.mapped.version : undefined;
    return other !== undefined && isNewer(other, { sequence, version }) ? outdated(reading) : reading;
  });
}

/** By version where both readings have one, otherwise by the order they were read in. */
function isNewer(
  other: RecordVersionRow,
  own: { readonly sequence: number; readonly version: string | undefined },
): boolean {
  if (other.sequence === own.sequence) return false;
  const version = other.version ?? undefined;
  if (isOlder(own.version, version)) return true;
  return other.sequence > own.sequence && !isOlder(version, own.version);
}

function outdated({ sourceKey, line, superseded }: Reading): Ended {
  return { sourceKey, line, superseded, kind: 'superseded', problem: problem({ code: 'superseded', path: '' }) };
}
