/** Maps and loads one landed batch. */
import { loadBatch } from '../src/load/load.ts';
import type { BatchRef, BatchSummary } from '../src/model/batch.ts';
import type { LaneRef } from '../src/model/run.ts';
import type { ActivityDeps } from './deps.ts';
import { laneStep } from './lane-step.ts';

/** Repeats safely: a batch that was loaded answers with what it came to then. */
export function load(deps: ActivityDeps) {
  return (ref: LaneRef, batch: BatchRef): Promise<BatchSummary> =>
    laneStep(deps, ref, (lane) => loadBatch(lane, batch));
}
