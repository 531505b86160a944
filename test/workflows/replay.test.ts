/**
 * Replays recorded histories against the workflows as they are now. A failure means: runs under way when this change is
 * deployed would break. Guard the change with `patched`, or don't make it. `FERRY_RECORD=1` records anew.
 */
import { type InjectedSinks, Worker } from '@temporalio/worker';
import { expect, test } from 'vitest';
import type { ReceiptSinks } from '../../workflows/receipt-sinks.ts';
import { keptHistories, readHistories } from './histories.ts';
import { recordHistories } from './record.ts';
import { bundlePath, quieten } from './theatre.ts';

quieten();
if (process.env.FERRY_RECORD !== undefined) await recordHistories();

const names = await keptHistories();

test('every path worth it is kept', () => {
  expect(names.toSorted()).toEqual(['cancelled', 'continued-as-new', 'failed', 'paused', 'settled', 'stuck']);
});

test.each(names)('%s: today’s code does what was done then', async (name) => {
  const recorded = await readHistories(name);
  expect(recorded.length).toBeGreaterThan(1);
  for (const { workflowId, history } of recorded) await replay(workflowId, history, ears());
});

test('replaying a chain hears every intent and every receipt again, in order', async () => {
  const heard = ears();
  const recorded = await readHistories('continued-as-new');
  const lane = recorded.filter(({ workflowId }) => workflowId.endsWith('/a'));
  expect(lane.length).toBeGreaterThan(3);
  for (const { workflowId, history } of lane) await replay(workflowId, history, heard);
  const batches = Array.from({ length: 18 }, (_, at) => `recorded-continued-as-new/a/${at + 1}`);
  expect(heard.intents).toEqual(batches);
  expect(heard.receipts.toSorted()).toEqual(batches.map((batch) => `${batch}.receipt`).toSorted());
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
  await expect(replay(lane.workflowId, { events: other }, ears())).rejects.toThrow(/Nondeterminism|TMPRL1100/);
});

interface Ears {
  readonly intents: string[];
  readonly receipts: string[];
}

function ears(): Ears {
  return { intents: [], receipts: [] };
}

function replay(
  workflowId: string,
  history: Parameters<typeof Worker.runReplayHistory>[1],
  heard: Ears,
): Promise<void> {
  const sinks: InjectedSinks<ReceiptSinks> = {
    receipts: {
      intent: { fn: (_info, { batch }) => void heard.intents.push(batch), callDuringReplay: true },
      receipt: { fn: (_info, { address }) => void heard.receipts.push(address), callDuringReplay: true },
    },
  };
  return Worker.runReplayHistory({ workflowBundle: { codePath: bundlePath() }, sinks }, history, workflowId);
}
