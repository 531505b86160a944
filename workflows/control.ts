/** The state of a run's workflow: what people asked for and what its lanes reported; passes requests on to live lanes. */
import {
  ApplicationFailure,
  CancellationScope,
  type ChildWorkflowHandle,
  condition,
  setCurrentDetails,
  setHandler,
} from '@temporalio/workflow';
import { endRetries, isPassing, needOf, quick } from './activity-proxies.ts';
import { runDetails } from './details.ts';
import type { lane } from './lane.ts';
import { cancel, pause, report, resume, runStatus, stop } from './messages.ts';
import type { LaneState, Need, Phase, RunStatus } from './status.ts';

type LaneHandle = ChildWorkflowHandle<typeof lane>;

/** A run at work. Changed by handlers (at once) and by the workflow (as it goes on). */
export interface Control {
  readonly run: string;
  phase: Phase;
  paused: boolean;
  /** Set by a person: the run ends as cancelled. */
  cancelled: boolean;
  /** Set by a lane that failed: the others drain, the run ends as failed. */
  failure: unknown;
  /** The lane that failed. */
  failedLane: string | null;
  /** The run itself waits for a person, in a step that belongs to no lane's workflow. */
  need: Need | null;
  readonly lanes: Map<string, { state: LaneState; need: Need | null; handle?: LaneHandle }>;
  /** Signals that lanes still have to be sent, oldest first. */
  readonly outbox: ('pause' | 'resume' | 'stop')[];
  /** A signal from the outbox is being sent. */
  sending: boolean;
  /** Where the run's own steps take place; once cancelled, nothing is tried again. */
  readonly steps: CancellationScope;
}

/** The state of a run that has just begun. Made anew when the workflow starts, and by every replay. */
export function openControl(run: string): Control {
  return {
    run,
    phase: 'opening',
    paused: false,
    cancelled: false,
    failure: undefined,
    failedLane: null,
    need: null,
    lanes: new Map(),
    outbox: [],
    sending: false,
    steps: new CancellationScope(),
  };
}

/** Whether lanes are to end before their sources do: somebody cancelled, or a lane failed. */
export function stopping(control: Control): boolean {
  return control.cancelled || control.failure !== undefined;
}

/**
 * Registers the handlers of signals, updates and queries. To be called before the workflow first waits: until then signals are kept, but
 * `cancel` would be refused and `status` fail. Finished, `cancel` is refused with `run-ended`.
 */
export function registerHandlers(control: Control): void {
  setHandler(runStatus, () => statusOf(control));
  setHandler(pause, () => {
    control.paused = true;
    if (control.phase !== 'finished') control.outbox.push('pause');
  });
  setHandler(resume, () => goOn(control));
  setHandler(report, ({ lane, need }) => {
    const known = control.lanes.get(lane);
    if (known !== undefined) control.lanes.set(lane, { ...known, state: need === null ? 'running' : 'stuck', need });
  });
  setHandler(cancel, () => askToStop(control), { validator: () => refuseLateCancel(control) });
  CancellationScope.current().cancelRequested.catch(() => askToStop(control));
}

function goOn(control: Control): void {
  control.paused = false;
  control.need = null;
  for (const [name, known] of control.lanes) {
    if (known.state === 'stuck') control.lanes.set(name, { ...known, state: 'running', need: null });
  }
  if (control.phase !== 'finished') control.outbox.push('resume');
}

function askToStop(control: Control): void {
  control.cancelled = true;
  control.outbox.push('stop');
  endRetries(control.steps);
}

/** After a lane failed: the others drain what they have in flight. Of several failures the first one is kept. */
export function fail(control: Control, lane: string | null, error: unknown): void {
  if (control.failure === undefined) control.failedLane = lane;
  control.failure ??= error;
  control.outbox.push('stop');
}

function refuseLateCancel(control: Control): void {
  if (control.phase !== 'finished') return;
  throw ApplicationFailure.nonRetryable('the run has ended already', 'FatalError', { code: 'run-ended' });
}

/** Sends the outbox to the lanes until the workflow ends; lanes that ended meanwhile need no signal. */
export async function sendOutbox(control: Control): Promise<void> {
  for (;;) {
    await condition(() => control.outbox.length > 0);
    const signal = control.outbox.shift();
    if (signal === undefined) continue;
    control.sending = true;
    await signalLanes(control, signal).catch((error: unknown) => {
      control.need = needOf(error);
      if (control.need === null) fail(control, null, error);
    });
    control.sending = false;
    showRun(control);
  }
}

const LANE_SIGNALS = { pause, resume, stop } as const;

async function signalLanes(control: Control, signal: keyof typeof LANE_SIGNALS): Promise<void> {
  const handles = [...control.lanes.values()].flatMap(({ handle }) => (handle === undefined ? [] : [handle]));
  const sent = handles.map((handle) => handle.signal(LANE_SIGNALS[signal]).catch(() => undefined));
  await Promise.all(sent);
  if (signal !== 'stop') await quick.markRun(control.run, signal === 'pause' ? 'paused' : 'running');
}

/**
 * Does a step of the run that belongs to no lane's workflow; when it needs a person, holds until `resume` and tries
 * again. Null when the run is stopped before the step was done, be it between two attempts.
 */
export async function untilDone<T>(control: Control, step: () => Promise<T>): Promise<T | null> {
  for (;;) {
    await condition(() => stopping(control) || !(control.paused || control.need !== null));
    if (stopping(control)) return null;
    try {
      return await control.steps.run(step);
    } catch (error) {
      if (stopping(control) && isPassing(error)) return null;
      control.need = needOf(error);
      if (control.need === null) throw error;
    }
  }
}

/** As `untilDone`, for what has to be done also when the run is stopped: only `resume` lets it go on. */
export async function untilKept(control: Control, step: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await step();
    } catch (error) {
      control.need = needOf(error);
      if (control.need === null) throw error;
      showRun(control);
      await condition(() => control.need === null);
    }
  }
}

/** Shows how the run stands on Temporal's own pages. */
export function showRun(control: Control): void {
  setCurrentDetails(runDetails(statusOf(control)));
}

function statusOf(control: Control): RunStatus {
  const lanes = [...control.lanes].map(([name, { state, need }]) => ({ lane: name, state, need }));
  const own = control.need === null ? [] : [{ lane: control.phase, state: 'stuck' as const, need: control.need }];
  const { run, phase, paused } = control;
  return { run, phase, paused, stopping: stopping(control), lanes: [...lanes, ...own] };
}
