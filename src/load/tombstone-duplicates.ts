/** Tombstones duplicates in the target: records that a person decided are others, once no record we loaded refers to them. */

import { type LaneDeps, laneScope } from '../extract/lane-deps.ts';
import { tombstoneAll } from './tombstone.ts';

/**
 * Tombstones every record of the lane's source and entity that was merged into another one. A record that a person edited
 * since stays, and is a finding. Repeated, it changes nothing. Throws what the target throws.
 */
export async function tombstoneDuplicates(deps: LaneDeps): Promise<{ readonly tombstoned: number }> {
  return {
    tombstoned: await tombstoneAll(deps, 'ended', (after) => deps.ledger.liveDuplicates(laneScope(deps), after)),
  };
}
