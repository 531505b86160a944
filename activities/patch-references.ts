/** The second pass: resolves what pointed ahead or at itself while the records were loading, and tombstones duplicates. */

import { patchReferences as patch } from '../src/load/second-pass.ts';
import { tombstoneDuplicates } from '../src/load/tombstone-duplicates.ts';
import type { LaneRef } from '../src/model/run.ts';
import type { ActivityDeps } from './deps.ts';
import { laneStep } from './lane-step.ts';

/** Repeats safely; afterwards nothing of the lane is deferred any more. */
export function patchReferences(deps: ActivityDeps) {
  return (ref: LaneRef): Promise<{ readonly patched: number; readonly dangling: number }> =>
    laneStep(deps, ref, async (lane) => {
      const patched = await patch(lane);
      await tombstoneDuplicates(lane);
      return patched;
    });
}
