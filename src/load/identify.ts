/** Finds out which record of the target each mapped record is. */

import { type LaneDeps, laneScope } from '../extract/lane-deps.ts';
import type { Claimed } from '../ledger/records/rows.ts';
import { problem } from '../messages/make.ts';
import type { MappedReading } from './map-records.ts';
import type { Ended, Placed } from './record-progress.ts';

/**
 * Every record claims its key before anything is written: another source may know it already (masters), and two records
 * of one source must never fall on the same record of the target.
 */
export async function identify(
  deps: LaneDeps,
  readings: readonly MappedReading[],
): Promise<readonly (Placed | Ended)[]> {
  const claims = readings.map(({ sourceKey, mapped }) => ({
    sourceKey,
    ownKey: mapped.externalKey,
    identities: mapped.identities,
    match: mapped.match,
  }));
  const claimed = await deps.ledger.claimKeys(laneScope(deps), deps.run.run, claims);
  const byKey = new Map(claimed.map((claim) => [claim.sourceKey, claim]));
  return readings.map((reading) => place(reading, byKey.get(reading.sourceKey)));
}

/** For the person who decides: which record it would be by itself, and what it is called. */
function introduced({ mapped: { externalKey, fields } }: MappedReading) {
  return { ownKey: externalKey, name: typeof fields.name === 'string' ? fields.name : '' };
}

function place(reading: MappedReading, claim: Claimed | undefined): Placed | Ended {
  const { sourceKey, line, superseded } = reading;
  const ended = { sourceKey, line, superseded, kind: 'quarantined' as const };
  switch (claim?.kind) {
    case 'claimed':
      return { ...reading, externalKey: claim.externalKey };
    case 'ambiguous':
      return {
        ...ended,
        problem: problem({ code: 'match-ambiguous', path: '', params: { candidates: claim.candidates.length } }),
        review: { sourceKey, candidates: claim.candidates, ...introduced(reading) },
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
