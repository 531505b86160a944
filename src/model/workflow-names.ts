/**
 * The names by which clients, workers and workflows know one another in Temporal. Recorded histories hold them: changing
 * one breaks the replay of runs in flight.
 */

/** The one queue that workflows and workers of Ferry meet on. */
export const TASK_QUEUE = 'ferry';

/** Workflow types: the names of the functions that `workflows/index.ts` exports; a test compares them. */
export const WORKFLOWS = { migrate: 'migrate', lane: 'lane' } as const;

/** Signals of runs and lanes. */
export const SIGNALS = { pause: 'pause', resume: 'resume', stop: 'stop', report: 'report' } as const;

/** Updates of runs: whoever sends one waits for its answer. */
export const UPDATES = { cancel: 'cancel' } as const;

/** Queries of runs and lanes; which status is meant follows from the workflow that is asked. */
export const QUERIES = { status: 'status' } as const;

/** Search attributes, all keywords: by them Temporal's own pages find the workflows of a run, route or entity. */
export const SEARCH_ATTRIBUTES = { run: 'FerryRun', route: 'FerryRoute', entity: 'FerryEntity' } as const;

/** Id of a run's workflow; its lanes' ids follow from it. */
export function workflowIdOf(run: string): string {
  return `ferry/${run}`;
}

/** Id of a lane's workflow; the executions that continue it as new share it. */
export function laneWorkflowIdOf(run: string, lane: string): string {
  return `${workflowIdOf(run)}/${lane}`;
}
