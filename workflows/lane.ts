/** Runs one lane: reads ahead a little, loads a window of batches, and continues as new before its history grows long. */
import {
  allHandlersFinished,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { BatchRef } from '../src/model/batch.ts';
import type { OutcomeCounts } from '../src/model/outcome.ts';
import { asFatal, endRetries, isPassing, needOf, patient, quick } from './activity-proxies.ts';
import { laneDetails } from './details.ts';
import { batchesToExtract, nextOf } from './lane-decision.ts';
import {
  addExtracted,
  addLoaded,
  goOn,
  type LaneInput,
  type LaneWork,
  openWork,
  positionOf,
  putBack,
  statusOf,
} from './lane-state.ts';
import { laneStatus, pause, report, resume, stop } from './messages.ts';
import { emitIntent, emitReceipt, type ReceiptSummary } from './receipt-sinks.ts';
import type { Need } from './status.ts';

/** What a lane's workflow returns over all its links. It hasn't settled yet: the run sees to that. */
export interface LaneResult {
  readonly lane: string;
  /** True when the lane was stopped before its source was read to the end. */
  readonly stopped: boolean;
  readonly batches: number;
  readonly counts: OutcomeCounts;
  readonly receipts: ReceiptSummary;
}

/**
 * Reads, loads and counts one lane to its end. Fails only after everything in flight has come back; an error that needs
 * a person holds the lane until `resume`. Cancelling the workflow is the same as `stop`.
 */
export async function lane(input: LaneInput): Promise<LaneResult> {
  const work = { ...openWork(input.position), steps: new CancellationScope() };
  registerHandlers(work, input);
  return CancellationScope.nonCancellable(() => runSteps(work, input));
}

/** Once `steps` is cancelled the attempts in flight come back, whatever they come to: nothing is tried again. */
interface CancellableWork extends LaneWork {
  readonly steps: CancellationScope;
}

function registerHandlers(work: CancellableWork, input: LaneInput): void {
  setHandler(laneStatus, () => statusOf(work, input));
  setHandler(pause, () => {
    work.paused = true;
  });
  setHandler(resume, () => goOn(work));
  const drain = () => {
    work.stopping = true;
    endRetries(work.steps);
  };
  setHandler(stop, drain);
  CancellationScope.current().cancelRequested.catch(drain);
}

async function runSteps(work: CancellableWork, input: LaneInput): Promise<LaneResult> {
  for (;;) {
    const next = nextOf(work, input);
    setCurrentDetails(laneDetails(statusOf(work, input)));
    switch (next) {
      case 'load':
        background(load(work, input));
        break;
      case 'extract':
        background(extract(work, input));
        break;
      case 'accept':
        await accept(work, input);
        break;
      case 'wait':
        await condition(() => nextOf(work, input) !== 'wait');
        break;
      default:
        return finish(next, work, input);
    }
  }
}

async function finish(
  next: 'again' | 'stopped' | 'failed' | 'done',
  work: LaneWork,
  input: LaneInput,
): Promise<LaneResult> {
  await condition(allHandlersFinished);
  if (next === 'failed') throw asFatal(work.failure);
  if (next === 'again') return continueAsNew<typeof lane>({ ...input, position: positionOf(work) });
  const { batches, counts, receipts } = work;
  return { lane: input.lane, stopped: next === 'stopped', batches, counts, receipts };
}

/** The steps keep their own errors in the lane's state, so nothing is left to await. */
function background(step: Promise<void>): void {
  void step;
}

async function accept(work: LaneWork, input: LaneInput): Promise<void> {
  const what = work.accepting;
  work.accepting = null;
  const step = what === 'source-drifted' ? quick.acceptDrift : quick.acceptQuarantine;
  await step({ run: input.run, lane: input.lane }).catch((error) => hold(work, input, error));
}

async function extract(work: CancellableWork, input: LaneInput): Promise<void> {
  work.extracting = true;
  try {
    const from = { continuation: work.continuation, sequence: work.sequence, maxBatches: batchesToExtract(work) };
    const step = () => patient.extract({ run: input.run, lane: input.lane }, from);
    addExtracted(work, await work.steps.run(step));
  } catch (error) {
    await hold(work, input, error);
  } finally {
    work.extracting = false;
  }
}

async function load(work: CancellableWork, input: LaneInput): Promise<void> {
  const batch = take(work);
  emitIntent(input, batch.id);
  try {
    const summary = await work.steps.run(() => patient.load({ run: input.run, lane: input.lane }, batch));
    work.receipts = emitReceipt(input, summary, work.receipts);
    addLoaded(work, summary);
  } catch (error) {
    putBack(work, batch);
    await hold(work, input, error);
  } finally {
    work.inFlight -= 1;
  }
}

function take(work: LaneWork): BatchRef {
  const [batch, ...rest] = work.ready;
  if (batch === undefined) throw new Error('nothing is ready to load');
  work.ready = rest;
  work.inFlight += 1;
  work.issued += 1;
  return batch;
}

/** Keeps an error where the loop sees it: a need waits for a person, everything else ends the lane once it is drained. */
async function hold(work: LaneWork, input: LaneInput, error: unknown): Promise<void> {
  if (work.stopping && isPassing(error)) return;
  const need = needOf(error);
  if (need === null) {
    work.failure ??= error;
    return;
  }
  work.need = need;
  await reportNeed(input, need);
}

/** A run that is gone needs no report. */
async function reportNeed(input: LaneInput, need: Need): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  await getExternalWorkflowHandle(parent.workflowId, parent.runId)
    .signal(report, { lane: input.lane, need })
    .catch(() => undefined);
}
