/** Decides which record of the target each mapped record is. */

import { type LaneDeps, laneScope } from '../extract/lane-deps.ts';
import type { Claimed } from '../ledger/records/rows.ts';
import { problem } from '../messages/make.ts';
import type { MappedVersion } from './map-records.ts';
import type { Ended, Identified } from './step-types.ts';

/**
 * Every record claims its key before anything is written: another source may know it already (masters), and two records
 * of one source must never fall on the same record of the target.
 */
export async function identify(
  deps: LaneDeps,
  versions: readonly MappedVersion[],
): Promise<readonly (Identified | Ended)[]> {
  const claims = versions.map(({ sourceKey, mapped }) => ({
    sourceKey,
    ownKey: mapped.externalKey,
    identities: mapped.identities,
    match: mapped.match,
  }));
  const claimed = await deps.ledger.claimKeys(laneScope(deps), deps.run.run, claims);
  const byKey = new Map(claimed.map((claim) => [claim.sourceKey, claim]));
  return versions.map((version) => identified(version, byKey.get(version.sourceKey)));
}

/** Shown to the person who decides: the key it would have by itself, and its name. */
function describe({ mapped: { externalKey, fields } }: MappedVersion) {
  return { ownKey: externalKey, name: typeof fields.name === 'string' ? fields.name : '' };
}

function identified(version: MappedVersion, claim: Claimed | undefined): Identified | Ended {
  const { sourceKey, line, superseded } = version;
  const ended = { sourceKey, line, superseded, kind: 'quarantined' as const };
  switch (claim?.kind) {
    case 'claimed':
      return { ...version, externalKey: claim.externalKey };
    case 'ambiguous':
      return {
        ...ended,
        problem: problem({ code: 'match-ambiguous', path: '', params: { candidates: claim.candidates.length } }),
        review: { sourceKey, candidates: claim.candidates, ...describe(version) },
      };
    case 'merged':
      return {
        ...{ sourceKey, line, superseded, kind: 'excluded' },
        problem: problem({ code: 'merged', path: '', params: { to: claim.to } }),
      };
    case 'duplicate':
      return { ...ended, problem: problem({ code: 'identity-duplicate', path: '' }) };
    default:
      throw new RangeError('the ledger left a claim unanswered');
  }
}
