/** Ends record versions that are out of date: the record was read again in this run and its newer version is loaded already. */

import { type LaneDeps, laneRef, laneScope } from '../extract/lane-deps.ts';
import type { RecordVersionRow } from '../ledger/batches/rows.ts';
import { problem } from '../messages/make.ts';
import { isOlder, type MappedVersion } from './map-records.ts';
import type { Ended, RecordVersion } from './step-types.ts';

/**
 * Needed because batches of a lane may load in any order, and because a target compares versions only of records that one
 * source feeds. What is out of date ends as superseded and is not written.
 */
export async function endOutdated(
  deps: LaneDeps,
  sequence: number,
  versions: readonly (MappedVersion | Ended)[],
): Promise<readonly (MappedVersion | Ended)[]> {
  const keys = versions.map(({ sourceKey }) => sourceKey);
  const others = await deps.ledger.recordVersions(laneRef(deps), laneScope(deps), keys);
  const known = new Map(others.map((other) => [other.sourceKey, other]));
  return versions.map((one) => {
    const other = known.get(one.sourceKey);
    const version = 'mapped' in one ? one.mapped.version : undefined;
    return other !== undefined && isNewer(other, { sequence, version }) ? outdated(one) : one;
  });
}

/** By the source's versions where both have one, otherwise by the order in which the two were read. */
function isNewer(
  other: RecordVersionRow,
  own: { readonly sequence: number; readonly version: string | undefined },
): boolean {
  if (other.sequence === own.sequence) return false;
  const version = other.version ?? undefined;
  if (isOlder(own.version, version)) return true;
  return other.sequence > own.sequence && !isOlder(version, own.version);
}

function outdated({ sourceKey, line, superseded }: RecordVersion): Ended {
  return { sourceKey, line, superseded, kind: 'superseded', problem: problem({ code: 'superseded', path: '' }) };
}
