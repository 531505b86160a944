/**
 * Replays recorded histories against the workflows as they are now. A failure means that the workflows would do something else
 * than they did: runs in flight when the change is deployed would be stuck. `FERRY_RECORD=1`, on released code, records anew.
 */
import { type InjectedSinks, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import type { ReceiptSinks } from '../../workflows/receipt-sinks.ts';
import { bundlePath, quieten } from './environment.ts';
import { keptHistories, readHistories } from './histories.ts';
import { recordHistories } from './record.ts';

quieten();
if (process.env.FERRY_RECORD !== undefined) await recordHistories();

const names = await keptHistories();

test('every path worth it is kept', () => {
  expect(names.toSorted()).toEqual(['cancelled', 'continued-as-new', 'failed', 'paused', 'settled', 'stuck']);
});

test.each(names)('%s: today’s code does what was done then', async (name) => {
  const recorded = await readHistories(name);
  expect(recorded.length).toBeGreaterThan(1);
  for (const { workflowId, history } of recorded) await replay(workflowId, history, collector());
});

test('replaying a chain emits every intent and every receipt again, in order', async () => {
  const collected = collector();
  const recorded = await readHistories('continued-as-new');
  const lane = recorded.filter(({ workflowId }) => workflowId.endsWith('/a'));
  expect(lane.length).toBeGreaterThan(3);
  for (const { workflowId, history } of lane) await replay(workflowId, history, collected);
  const batches = Array.from({ length: 18 }, (_, at) => `recorded-continued-as-new/a/${at + 1}`);
  expect(collected.intents).toEqual(batches);
  expect(collected.receipts.toSorted()).toEqual(batches.map((batch) => `${batch}.receipt`).toSorted());
});

test('a replay tells when the code would do something else', async () => {
  const [, lane] = await readHistories('settled');
  if (lane === undefined) throw new Error('a run has a lane');
  const events = lane.history.events ?? [];
  const other = events.map((event) =>
    event.activityTaskScheduledEventAttributes
      ? {
          ...event,
          activityTaskScheduledEventAttributes: {
            ...event.activityTaskScheduledEventAttributes,
            activityType: { name: 'other' },
          },
        }
      : event,
  );
  await expect(replay(lane.workflowId, { events: other }, collector())).rejects.toMatchObject({
    message: expect.stringContaining('Runs in flight'),
    cause: expect.objectContaining({ message: expect.stringMatching(/Nondeterminism|TMPRL1100/) }),
  });
});

/** For whoever sees it fail. */
const WHAT_IT_MEANS = `this change breaks the determinism of workflows. Runs in flight when it is deployed would stop with a
nondeterminism error, on the next task of their workflow, until the old code is back. So
- keep what the workflow did, and branch with patched('name-of-the-change') to what it does from now on; or
- undo the change, when it wasn't meant: a call of an activity, a timer, a child or a condition was added, removed or moved.
Don't record the history again to make this test pass: a history is recorded from released code alone (FERRY_RECORD=1 npx vitest
run --project workflow test/workflows/replay.test.ts), because it stands for the runs of that release.`;

type History = Parameters<typeof Worker.runReplayHistory>[1];

interface Collector {
  readonly intents: string[];
  readonly receipts: string[];
}

function collector(): Collector {
  return { intents: [], receipts: [] };
}

async function replay(workflowId: string, history: History, collected: Collector): Promise<void> {
  const sinks: InjectedSinks<ReceiptSinks> = {
    receipts: {
      intent: { fn: (_info, { batch }) => void collected.intents.push(batch), callDuringReplay: true },
      receipt: { fn: (_info, { address }) => void collected.receipts.push(address), callDuringReplay: true },
    },
  };
  try {
    await Worker.runReplayHistory({ workflowBundle: { codePath: bundlePath() }, sinks }, history, workflowId);
  } catch (error) {
    throw new Error(`${workflowId}: ${WHAT_IT_MEANS}`, { cause: error });
  }
}
