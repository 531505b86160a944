/** What activities are given: how to open a lane, and the ledger. The worker builds it; tests hand in their own. */

import type { LaneDeps } from '../src/extract/lane-deps.ts';
import type { BatchesLedger } from '../src/ledger/batches/port.ts';
import type { RecordsLedger } from '../src/ledger/records/port.ts';
import type { RunsLedger } from '../src/ledger/runs/port.ts';
import type { LaneRef } from '../src/model/run.ts';

export interface ActivityDeps {
  /** Connects what the lane's plan names and compiles its pinned mapping. Cheap when repeated. */
  openLane(ref: LaneRef, heartbeat: () => void): Promise<LaneDeps>;
  readonly ledger: Pick<RunsLedger, 'getRun' | 'setRunState' | 'finishRun'> &
    Pick<BatchesLedger, 'acceptQuarantine'> &
    Pick<RecordsLedger, 'acceptDrift'>;
}
