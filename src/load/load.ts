import type { BatchRef, BatchSummary } from '../model/batch.ts';
import type { LaneDeps } from './deps.ts';

export declare function loadBatch(deps: LaneDeps, batch: BatchRef): Promise<BatchSummary>;
