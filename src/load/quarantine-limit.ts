/** Holds a lane that quarantines too many records: then the mapping or the export is wrong, not single records. */
import { StuckError } from '../errors.ts';
import { type LaneDeps, laneRef } from '../extract/lane-deps.ts';

/** A share of fewer records says nothing. */
const ENOUGH = 20;

/**
 * Throws StuckError `quarantine-limit` once at least 20 records are loaded and the share quarantined is above the lane's
 * limit. After `ledger.acceptQuarantine` both are counted anew, and the limit lies as far above the share accepted.
 */
export async function holdWhenTooMany(deps: LaneDeps): Promise<void> {
  const { quarantined, records, accepted } = await deps.ledger.quarantineShare(laneRef(deps));
  const limit = deps.lane.quarantineLimit;
  if (records < ENOUGH || quarantined / records <= accepted + limit) return;
  const since = accepted === 0 ? '' : ` since ${percent(accepted)} were accepted`;
  throw new StuckError(
    `${quarantined} of ${records} records of ${deps.lane.lane} were quarantined${since}; the limit is ${percent(accepted + limit)}`,
    {
      code: 'quarantine-limit',
      hint: `ferry quarantine list --run ${deps.run.run}; to accept a share like this and go on: ferry resume ${deps.run.run}`,
    },
  );
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
