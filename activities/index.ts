/** The list of activities: what workflows, which decide when, call to have something done. */
import { acceptDrift } from './accept-drift.ts';
import { acceptQuarantine } from './accept-quarantine.ts';
import type { ActivityDeps } from './deps.ts';
import { extract } from './extract.ts';
import { finishRun } from './finish-run.ts';
import { load } from './load.ts';
import { markRun } from './mark-run.ts';
import { openRun } from './open-run.ts';
import { patchReferences } from './patch-references.ts';
import { settle } from './settle.ts';

/** All activities over what they are given. Each repeats safely and fails only with what failure.ts made. */
export function createActivities(deps: ActivityDeps) {
  return {
    openRun: openRun(deps),
    extract: extract(deps),
    load: load(deps),
    patchReferences: patchReferences(deps),
    settle: settle(deps),
    acceptQuarantine: acceptQuarantine(deps),
    acceptDrift: acceptDrift(deps),
    markRun: markRun(deps),
    finishRun: finishRun(deps),
  };
}

/** What workflows see of them: names and types alone. */
export type Activities = ReturnType<typeof createActivities>;
