import type { Extracted, Watermark } from '../model/run.ts';
import type { LaneDeps } from './deps.ts';

export interface ReadFrom {
  readonly continuation: Watermark;
  /** Number of the next batch, from 1. */
  readonly sequence: number;
  readonly maxBatches: number;
}

export declare function extractBatches(deps: LaneDeps, from: ReadFrom): Promise<Extracted>;
