/** Returns what a run consists of to its workflow: names and sizes, so that the history stays small. */
import { FatalError } from '../src/errors.ts';
import type { LanePlan } from '../src/model/run.ts';
import type { ActivityDeps } from './deps.ts';
import { asFailure } from './failure.ts';

/** What a run needs of a lane to start its workflow; the rest stays in the ledger. */
export type LaneShape = Pick<LanePlan, 'lane' | 'entity' | 'window'>;

/** As the run was planned: levels one after another, lists of a level side by side, lanes of a list one after another. */
export interface RunShape {
  readonly route: string;
  readonly levels: readonly (readonly (readonly LaneShape[])[])[];
}

/** Throws FatalError `run-unknown` when the ledger has no such run. Repeats safely. */
export function openRun({ ledger }: ActivityDeps) {
  return async (run: string): Promise<RunShape> => {
    try {
      const kept = await ledger.getRun(run);
      if (kept === undefined) throw new FatalError(`no run ${run}`, { code: 'run-unknown', hint: 'ferry status' });
      const { route, levels } = kept.plan;
      return { route, levels: levels.map((level) => level.map((group) => group.map(shapeOf))) };
    } catch (error) {
      throw asFailure(error);
    }
  };
}

function shapeOf({ lane, entity, window }: LanePlan): LaneShape {
  return { lane, entity, window };
}
