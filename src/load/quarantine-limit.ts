/** Holds a lane that quarantines too many records: then the mapping or the export is wrong, not single records. */
import { StuckError } from '../errors.ts';
import { type LaneDeps, laneRef } from '../extract/lane-deps.ts';
import { basisOf, exceedsLimit } from '../model/quarantine-limit.ts';

/**
 * Throws StuckError `quarantine-limit` once more records are quarantined than the lane's limit allows of the whole lane.
 * After `ledger.acceptQuarantine` both are counted anew, and the limit lies as far above the share accepted.
 */
export async function holdWhenTooMany(deps: LaneDeps): Promise<void> {
  const share = await deps.ledger.quarantineShare(laneRef(deps));
  const limit = deps.lane.quarantineLimit;
  if (!exceedsLimit(share, limit)) return;
  const { quarantined, accepted } = share;
  const since = accepted === 0 ? '' : ` since ${percent(accepted)} were accepted`;
  throw new StuckError(
    `${quarantined} of ${basisOf(share)} records of ${deps.lane.lane} were quarantined${since}; the limit is ${percent(accepted + limit)}`,
    {
      code: 'quarantine-limit',
      hint: `ferry quarantine list --run ${deps.run.run}; to accept a share like this and go on: ferry resume ${deps.run.run}`,
    },
  );
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}
