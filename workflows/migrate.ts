/** Runs one run: levels in dependency order, the lanes of a level side by side, then references, then the equation. */

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import {
  allHandlersFinished,
  CancellationScope,
  ChildWorkflowCancellationType,
  condition,
  ParentClosePolicy,
  startChild,
} from '@temporalio/workflow';
import type { LaneShape, RunShape } from '../activities/open-run.ts';
import { type RunEnd, type RunResult, settledOf } from '../src/model/run-end.ts';
import { type LaneSettlement, settledOver } from '../src/model/settlement.ts';
import { laneWorkflowIdOf, SEARCH_ATTRIBUTES } from '../src/model/workflow-names.ts';
import { asFatal, failureOf, patient, quick } from './activity-proxies.ts';
import {
  type Control,
  fail,
  openControl,
  registerHandlers,
  sendOutbox,
  showRun,
  stopping,
  untilDone,
  untilKept,
} from './control.ts';
import { lane } from './lane.ts';
import type { LaneState } from './status.ts';

/** What a run's workflow starts with; everything else is in the ledger under this name. */
export interface MigrateInput {
  readonly run: string;
  /** Batches per link of a lane's chain; left out: the default. */
  readonly batchesPerLink?: number;
}

const FERRY_RUN = defineSearchAttributeKey(SEARCH_ATTRIBUTES.run, SearchAttributeType.KEYWORD);
const FERRY_ROUTE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.route, SearchAttributeType.KEYWORD);
const FERRY_ENTITY = defineSearchAttributeKey(SEARCH_ATTRIBUTES.entity, SearchAttributeType.KEYWORD);

/**
 * Ends with the run's result, also when it was cancelled or doesn't settle; fails only when a lane failed for good,
 * after the others drained and the ledger knows. Everything it needs is read from the ledger by the run's id.
 */
export async function migrate(input: MigrateInput): Promise<RunResult> {
  const control = openControl(input.run);
  registerHandlers(control);
  return CancellationScope.nonCancellable(async () => {
    void sendOutbox(control);
    try {
      return await runSteps(input, control);
    } catch (error) {
      await end(control, { state: 'failed', settlements: [], failure: failureOf(error, control.failedLane) });
      throw asFatal(error);
    }
  });
}

async function runSteps(input: MigrateInput, control: Control): Promise<RunResult> {
  const shape = await untilDone(control, () => quick.openRun(input.run));
  if (shape === null) return end(control, { state: 'cancelled', settlements: [], failure: null });
  await loadLevels(input, shape, control);
  const lanes = shape.levels.flat(2).map(({ lane: name }) => name);
  await patchAll(control, lanes);
  const settlements = await settleAll(control, lanes);
  if (control.failure !== undefined) throw control.failure;
  const state = settledOver(settlements) === true ? 'settled' : 'unsettled';
  return end(control, { state: control.cancelled ? 'cancelled' : state, settlements, failure: null });
}

async function loadLevels(input: MigrateInput, shape: RunShape, control: Control): Promise<void> {
  for (const { lane: name } of shape.levels.flat(2)) control.lanes.set(name, { state: 'waiting', need: null });
  control.phase = 'loading';
  for (const level of shape.levels) {
    await Promise.all(level.map((group) => loadGroup(input, shape, control, group)));
    if (stopping(control)) return;
  }
}

async function loadGroup(
  input: MigrateInput,
  shape: RunShape,
  control: Control,
  group: readonly LaneShape[],
): Promise<void> {
  for (const next of group) {
    await condition(() => !control.paused || stopping(control));
    if (stopping(control)) return;
    await loadLane(input, shape, control, next).catch((error: unknown) => {
      mark(control, next.lane, 'failed');
      fail(control, next.lane, error);
    });
  }
}

async function loadLane(input: MigrateInput, shape: RunShape, control: Control, next: LaneShape): Promise<void> {
  const handle = await startChild(lane, {
    workflowId: laneWorkflowIdOf(input.run, next.lane),
    args: [{ ...input, route: shape.route, lane: next.lane, entity: next.entity, window: next.window }],
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    cancellationType: ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED,
    staticSummary: `${next.lane} → ${next.entity}`,
    typedSearchAttributes: [
      { key: FERRY_RUN, value: input.run },
      { key: FERRY_ROUTE, value: shape.route },
      { key: FERRY_ENTITY, value: next.entity },
    ],
  });
  control.lanes.set(next.lane, { state: 'running', need: null, handle });
  // Asked for while the child was being started: it got no signal.
  if (control.paused) control.outbox.push('pause');
  if (stopping(control)) control.outbox.push('stop');
  showRun(control);
  const result = await handle.result();
  mark(control, next.lane, result.stopped ? 'stopped' : 'done');
}

function mark(control: Control, name: string, state: LaneState): void {
  control.lanes.set(name, { state, need: null });
  showRun(control);
}

/** One lane after another: they write to the same records. */
async function patchAll(control: Control, lanes: readonly string[]): Promise<void> {
  if (stopping(control)) return;
  control.phase = 'references';
  showRun(control);
  for (const name of lanes) {
    await untilDone(control, () => patient.patchReferences({ run: control.run, lane: name }));
  }
}

async function settleAll(control: Control, lanes: readonly string[]): Promise<readonly LaneSettlement[]> {
  if (stopping(control)) return [];
  control.phase = 'settling';
  showRun(control);
  const settlements: LaneSettlement[] = [];
  for (const name of lanes) {
    const settlement = await untilDone(control, () => patient.settle({ run: control.run, lane: name }));
    if (settlement !== null) settlements.push(settlement);
  }
  return settlements;
}

async function end(control: Control, { state, settlements, failure }: RunEnd): Promise<RunResult> {
  control.phase = 'finished';
  showRun(control);
  // The ledger must keep the run's end last, not a pause asked for just before it.
  await condition(() => control.outbox.length === 0 && !control.sending);
  const settled = settledOf({ state, settlements });
  const result = { run: control.run, state, lanes: settlements, settled, failure };
  await untilKept(control, () => quick.finishRun(result));
  await condition(allHandlersFinished);
  return result;
}
