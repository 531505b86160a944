import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { PermitStore } from './semaphore.ts';
import { sharedRateLimit } from './shared-rate-limit.ts';

/** A store whose permits nobody else wants; its connection can be lost. */
function store(): PermitStore & { lost: boolean } {
  const made = {
    lost: false,
    take: async (_system: string, permits: readonly number[]) => ({ session: 1, permit: permits[0] ?? null }),
    release: async () => undefined,
    releaseIfWanted: async () => {
      if (made.lost) throw new Error('connection lost');
      return false;
    },
    want: async () => true,
    reserve: async () => 0,
  };
  return made;
}

test('whoever waits for a permit gets one, though the connection broke when it was to be passed on', async () => {
  const permits = store();
  const limit = sharedRateLimit(permits)('itsm', { concurrency: 2, rate: null });
  permits.lost = true;
  // Used for longer than a permit may be without asking whether others want it.
  const calls = Array.from({ length: 6 }, (_, number) => limit(async () => wait(300, number)));
  expect(await Promise.all(calls)).toEqual([0, 1, 2, 3, 4, 5]);
});
