import type { LaneSettlement } from '../model/run.ts';
import type { LaneDeps } from './deps.ts';

export declare function settleLane(deps: LaneDeps): Promise<LaneSettlement>;
