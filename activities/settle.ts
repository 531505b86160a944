/** Holds a lane to its equation. */
import { settleLane } from '../src/load/settle.ts';
import type { LaneRef } from '../src/model/run.ts';
import type { LaneSettlement } from '../src/model/settlement.ts';
import type { ActivityDeps } from './deps.ts';
import { laneStep } from './lane-step.ts';

/** Repeats safely. */
export function settle(deps: ActivityDeps) {
  return (ref: LaneRef): Promise<LaneSettlement> => laneStep(deps, ref, settleLane);
}
