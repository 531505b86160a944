import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { SlotStore } from './semaphore.ts';
import { sharedPace } from './shared-rate-limit.ts';

/** A store whose slots nobody else wants; its connection can be lost. */
function store(): SlotStore & { lost: boolean } {
  const made = {
    lost: false,
    take: async (_system: string, slots: readonly number[]) => ({ session: 1, slot: slots[0] ?? null }),
    give: async () => undefined,
    giveIfWanted: async () => {
      if (made.lost) throw new Error('connection lost');
      return false;
    },
    want: async () => true,
    turn: async () => 0,
  };
  return made;
}

test('whoever waits for a slot gets one, though the connection broke when it was to be passed on', async () => {
  const slots = store();
  const limit = sharedPace(slots)('itsm', { concurrency: 2, rate: null });
  slots.lost = true;
  // Used for longer than a slot may be without asking whether others want it.
  const calls = Array.from({ length: 6 }, (_, number) => limit(async () => wait(300, number)));
  expect(await Promise.all(calls)).toEqual([0, 1, 2, 3, 4, 5]);
});
