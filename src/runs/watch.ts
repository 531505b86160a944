/** Watches a run until it ends, can't go on without a person, or the watcher goes away. */
import type { Need, RunStatus } from '../../workflows/status.ts';
import type { LaneProgress } from '../ledger/runs/rows.ts';
import { laneWorkflowIdOf, QUERIES, workflowIdOf } from '../model/workflow-names.ts';
import type { RunServices } from './services.ts';
import { workflowState } from './start.ts';

/** A step that failed for a reason that passes; Ferry keeps trying by itself. */
export interface Retrying {
  /** The lane, or the run itself. */
  readonly of: string;
  /** What is tried, for people. */
  readonly what: string;
  readonly attempt: number;
  readonly message: string;
}

/** One look at a run: what the ledger counts and what the workflow answers. */
export interface Observation {
  readonly lanes: readonly LaneProgress[];
  /** Null while no worker answers. */
  readonly status: RunStatus | null;
  readonly retrying: readonly Retrying[];
}

/** Why watching ended. Only the first is an end of the run, too; one that was `left` goes on where a worker is. */
export type Ending =
  | { readonly kind: 'ended' }
  /** Nothing moves any more until these are met and somebody types `ferry resume`. */
  | { readonly kind: 'stuck'; readonly needs: readonly Need[] }
  | { readonly kind: 'left' };

/** What to watch, and what to call. */
export interface WatchRunOptions {
  readonly services: RunServices;
  readonly run: string;
  /** Called with every look; milliseconds between looks follow from `every`. */
  readonly onLook: (seen: Observation) => void;
  /** Called when a look failed; the next one may not. */
  readonly onTrouble: (message: string) => void;
  readonly every: number;
  /** The watcher goes away; the run doesn't. */
  readonly leave: AbortSignal;
}

/** Goes on through outages of Temporal or the database: they come back, and the run with them. */
export async function watchRun({ services, run, onLook, onTrouble, every, leave }: WatchRunOptions): Promise<Ending> {
  const left = new Promise<void>((resolve) => leave.addEventListener('abort', () => resolve(), { once: true }));
  for (let look = 0; ; look++) {
    const ending = await endingAt(services, run, onLook).catch((error: unknown) => {
      onTrouble(error instanceof Error ? error.message : String(error));
      return null;
    });
    if (ending !== null) return ending;
    if (leave.aborted) return { kind: 'left' };
    await Promise.race([left, sleep(look < 4 ? Math.min(every, 250) : every)]);
  }
}

async function endingAt(services: RunServices, run: string, onLook: WatchRunOptions['onLook']): Promise<Ending | null> {
  const over = (await workflowState(services, run)) !== 'RUNNING';
  const seen = await lookAt(services, run);
  onLook(seen);
  if (over) return { kind: 'ended' };
  const needs = blockedBy(seen.status);
  return needs.length > 0 ? { kind: 'stuck', needs } : null;
}

async function lookAt(services: RunServices, run: string): Promise<Observation> {
  const [lanes, status] = await Promise.all([services.ledger.progress(run), statusOf(services, run)]);
  const working = status?.lanes.filter(({ state }) => state === 'running') ?? [];
  const places = [
    { of: `run ${run}`, workflowId: workflowIdOf(run) },
    ...working.map(({ lane }) => ({ of: lane, workflowId: laneWorkflowIdOf(run, lane) })),
  ];
  const retrying = await Promise.all(places.map((place) => retriesOf(services, place)));
  return { lanes, status, retrying: retrying.flat() };
}

/** The run's answer to a status query; null while no worker answers. */
export async function statusOf(services: RunServices, run: string): Promise<RunStatus | null> {
  const handle = services.client.workflow.getHandle(workflowIdOf(run));
  return handle.query<RunStatus>(QUERIES.status).catch(() => null);
}

/** What each step does, for people; a step not listed goes by its own name. */
const STEPS: Readonly<Record<string, string>> = {
  extract: 'reading',
  load: 'loading a batch',
  patchReferences: 'filling in references',
  settle: 'settling',
};

interface Place {
  readonly of: string;
  readonly workflowId: string;
}

async function retriesOf({ client }: RunServices, { of, workflowId }: Place): Promise<Retrying[]> {
  const described = await client.workflow
    .getHandle(workflowId)
    .describe()
    .catch(() => null);
  const pending = described?.raw.pendingActivities ?? [];
  return pending.flatMap(({ attempt, lastFailure, activityType }) => {
    if ((attempt ?? 0) < 2 || lastFailure === null || lastFailure === undefined) return [];
    const name = activityType?.name ?? '';
    const silent = lastFailure.timeoutFailureInfo !== null && lastFailure.timeoutFailureInfo !== undefined;
    const message = silent ? 'the worker that did it went silent' : (lastFailure.message ?? '');
    return [{ of, what: STEPS[name] ?? name, attempt: attempt ?? 0, message }];
  });
}

/** The needs of a run in which nothing is at work any more; empty while something is, or when people paused it. */
export function blockedBy(status: RunStatus | null): readonly Need[] {
  if (status === null || status.stopping) return [];
  if (status.lanes.some(({ state }) => state === 'running' || state === 'paused')) return [];
  return status.lanes.flatMap(({ need }) => (need === null ? [] : [need]));
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
