/** What activities are given: how to open a lane, and the ledger. The worker builds it; tests hand in their own. */

import type { LaneDeps } from '../src/extract/lane-deps.ts';
import type { Ledger } from '../src/ledger/port.ts';
import type { LaneRef } from '../src/model/run.ts';

export interface ActivityDeps {
  /** Connects what the lane's plan names and compiles its pinned mapping. Cheap when repeated. */
  openLane(ref: LaneRef, heartbeat: () => void): Promise<LaneDeps>;
  readonly ledger: Pick<Ledger, 'getRun' | 'setRunState' | 'finishRun' | 'acceptQuarantine' | 'takeNew'>;
}
