/** Lands the next few batches of a lane. */
import { extractBatches, type ReadFrom } from '../src/extract/extract.ts';
import type { Extracted, LaneRef } from '../src/model/run.ts';
import type { ActivityDeps } from './deps.ts';
import { laneStep } from './lane-step.ts';

/** Repeats safely: the same position gives the same batches. */
export function extract(deps: ActivityDeps) {
  return (ref: LaneRef, from: ReadFrom): Promise<Extracted> =>
    laneStep(deps, ref, (lane) => extractBatches(lane, from));
}
