/** What people can do to a run under way, and what a run does when something goes wrong. */
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  count,
  fatal,
  latch,
  openWorkflowEnvironment,
  shapeOf,
  statusOf,
  stuck,
  until,
  type WorkflowEnvironment,
} from './environment.ts';

let environment: WorkflowEnvironment;
beforeAll(async () => {
  environment = await openWorkflowEnvironment();
});
afterAll(() => environment.close());

test('a paused run finishes what is in flight, starts nothing, and goes on where it was', async () => {
  const gate = latch();
  environment.arrange({
    shape: shapeOf([['a']], 2),
    batches: { a: 20 },
    onLoad: (_ref, { sequence }) => (sequence > 4 ? gate.opened : Promise.resolve()),
  });
  const handle = await environment.start('steer-pause');
  await until('four batches loaded', () => count(environment, 'loaded') === 4);
  await handle.signal('pause');
  await until('the ledger knows', () => environment.happenings.includes('mark paused'));
  gate.open();
  await until('what was in flight landed', () => count(environment, 'loaded') === count(environment, 'load '));
  const before = count(environment, 'load ');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(count(environment, 'load ')).toBe(before);
  expect(await statusOf(handle)).toMatchObject({ paused: true, phase: 'loading' });
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(count(environment, 'loaded')).toBe(20);
});

test('a run paused before its lane began starts the lane only after resume', async () => {
  const gate = latch();
  environment.arrange({ shape: shapeOf([['a'], ['b']]), batches: { a: 1 }, onLoad: () => gate.opened });
  const handle = await environment.start('steer-early');
  await until('a is loading', () => count(environment, 'load a') === 1);
  await handle.signal('pause');
  gate.open();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(count(environment, 'extract b')).toBe(0);
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
});

test('pauses that meet a lane continuing as new are not lost', async () => {
  environment.arrange({ shape: shapeOf([['a']], 2), batches: { a: 30 } });
  const handle = await environment.start('steer-chain', { batchesPerLink: 3 });
  for (let word = 0; word < 10; word++) {
    await handle.signal('pause');
    await handle.signal('resume');
  }
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(count(environment, 'loaded')).toBe(30);
});

test('a cancelled run drains, keeps everything, and ends as cancelled', async () => {
  const gate = latch();
  environment.arrange({ shape: shapeOf([['a', 'b'], ['c']]), batches: { a: 20, b: 20 }, onLoad: () => gate.opened });
  const handle = await environment.start('steer-cancel');
  await until('both are loading', () => count(environment, 'load a') > 0 && count(environment, 'load b') > 0);
  await handle.executeUpdate('cancel');
  await new Promise((resolve) => setTimeout(resolve, 200));
  gate.open();
  expect(await handle.result()).toMatchObject({ state: 'cancelled', settled: false });
  expect(count(environment, 'loaded')).toBe(count(environment, 'load '));
  expect(count(environment, 'extract c')).toBe(0);
  expect(environment.happenings.at(-1)).toBe('finish cancelled');
});

test("cancelling in Temporal's own way is the same", async () => {
  const gate = latch();
  environment.arrange({ shape: shapeOf([['a']]), batches: { a: 20 }, onLoad: () => gate.opened });
  const handle = await environment.start('steer-native');
  await until('a is loading', () => count(environment, 'load a') > 0);
  await handle.cancel();
  gate.open();
  expect(await handle.result()).toMatchObject({ state: 'cancelled' });
  expect(count(environment, 'loaded')).toBe(count(environment, 'load '));
});

test('a cancel that comes while the equation is made is too late for the lanes, and still ends the run as cancelled', async () => {
  const gate = latch();
  environment.arrange({ shape: shapeOf([['a', 'b']]), onSettle: () => gate.opened });
  const handle = await environment.start('steer-late');
  await until('it is settling', async () => (await statusOf(handle)).phase === 'settling');
  await handle.executeUpdate('cancel');
  gate.open();
  expect(await handle.result()).toMatchObject({ state: 'cancelled' });
});

test('after a fatal error every batch in flight comes back before the run fails, and other lanes stop', async () => {
  const gate = latch();
  environment.arrange({
    shape: shapeOf([['a', 'b']], 4),
    batches: { a: 20, b: 200 },
    onLoad: async ({ lane }, { sequence }) => {
      if (lane === 'a' && sequence === 2) throw fatal('schema-refused');
      if (lane === 'a') await gate.opened;
      if (lane === 'b') await new Promise((resolve) => setTimeout(resolve, 30));
    },
  });
  const handle = await environment.start('steer-fatal');
  await until('a failed', () => count(environment, 'load a 2') === 1 && count(environment, 'load b') > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  gate.open();
  const failure = await handle.result().catch((error: unknown) => error);
  expect(failure).toMatchObject({ cause: { type: 'FatalError', details: [{ code: 'schema-refused' }] } });
  expect(count(environment, 'loaded a')).toBe(count(environment, 'load a') - 1);
  expect(count(environment, 'loaded b')).toBe(count(environment, 'load b'));
  expect(count(environment, 'load b')).toBeLessThan(200);
  expect(environment.happenings.at(-1)).toBe('finish failed');
  expect(count(environment, 'settle')).toBe(0);
});

test('a lane that needs a person says what, waits, and goes on after resume', async () => {
  let refused = true;
  environment.arrange({
    shape: shapeOf([['a', 'b']]),
    batches: { a: 5, b: 5 },
    onLoad: async ({ lane }, { sequence }) => {
      if (lane === 'a' && sequence === 3 && refused) throw stuck('auth-refused');
    },
  });
  const handle = await environment.start('steer-stuck');
  const needOfA = async () => (await statusOf(handle)).lanes.find(({ lane }) => lane === 'a')?.need;
  await until('a says what it needs', async () => (await needOfA())?.code === 'auth-refused');
  await until('b is done meanwhile', () => count(environment, 'loaded b') === 5);
  expect(await needOfA()).toMatchObject({ message: 'simulated: auth-refused', hint: 'do something' });
  refused = false;
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(count(environment, 'loaded a')).toBe(5);
  expect(count(environment, 'accept')).toBe(0);
});

test('going on after too many quarantined records accepts them', async () => {
  let times = 0;
  environment.arrange({
    shape: shapeOf([['a']], 1),
    onLoad: async () => {
      times += 1;
      if (times === 2) throw stuck('quarantine-limit');
    },
  });
  const handle = await environment.start('steer-accept');
  await until('it is stuck', async () => (await statusOf(handle)).lanes[0]?.state === 'stuck');
  await handle.signal('resume');
  await handle.result();
  expect(count(environment, 'accept a')).toBe(1);
  expect(environment.happenings.indexOf('accept a')).toBeLessThan(environment.happenings.lastIndexOf('load a 2'));
});

test('a step of the run itself that needs a person waits too', async () => {
  let refused = true;
  environment.arrange({
    shape: shapeOf([['a']]),
    onSettle: async () => {
      if (refused) throw stuck('auth-refused');
    },
  });
  const handle = await environment.start('steer-settle');
  await until('it says what it needs', async () => (await statusOf(handle)).lanes.some(({ need }) => need !== null));
  refused = false;
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
});

test('a system that is away is tried again until it is back, after the time it asked for', async () => {
  let tries = 0;
  environment.arrange({
    shape: shapeOf([['a']], 1),
    batches: { a: 1 },
    onLoad: async () => {
      tries += 1;
      if (tries < 4)
        throw ApplicationFailure.create({ type: 'TransientError', message: 'away', nextRetryDelay: '20ms' });
    },
  });
  expect(await (await environment.start('steer-retry')).result()).toMatchObject({ state: 'settled' });
  expect(tries).toBe(4);
});

test('a run outlives its worker: another one takes over, and nothing is loaded twice that was loaded', async () => {
  environment.arrange({
    shape: shapeOf([['a']], 2),
    batches: { a: 12 },
    onLoad: () => new Promise((resolve) => setTimeout(resolve, 60)),
  });
  const handle = await environment.start('steer-restart', { batchesPerLink: 5 });
  await until('it is under way', () => count(environment, 'loaded') >= 3);
  await environment.restartWorker();
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(new Set(environment.happenings.filter((line) => line.startsWith('loaded'))).size).toBe(12);
});

test('what a person accepted is not asked again when the lane continues as new there', async () => {
  let times = 0;
  environment.arrange({
    shape: shapeOf([['a']], 1),
    onLoad: async () => {
      times += 1;
      if (times === 2) throw stuck('quarantine-limit');
    },
  });
  const handle = await environment.start('steer-accept-link', { batchesPerLink: 2 });
  await until('it is stuck', async () => (await statusOf(handle)).lanes[0]?.state === 'stuck');
  await handle.signal('resume');
  await handle.result();
  expect(count(environment, 'accept a')).toBe(1);
});

test.each(['load', 'patch'] as const)(
  'a run can be cancelled while the system it waits for is away: %s',
  async (step) => {
    let tries = 0;
    const away = async () => {
      tries += 1;
      throw ApplicationFailure.create({ type: 'TransientError', message: 'away' });
    };
    environment.arrange({ shape: shapeOf([['a', 'b']]), ...(step === 'load' ? { onLoad: away } : { onPatch: away }) });
    const handle = await environment.start(`steer-away-${step}`);
    await until('it was tried twice', () => tries > 1);
    await handle.executeUpdate('cancel');
    expect(await handle.result()).toMatchObject({ state: 'cancelled' });
  },
);

test('a ledger that cannot note a pause or the end holds the run until a person made room', async () => {
  const gate = latch();
  let full = true;
  environment.arrange({
    shape: shapeOf([['a']]),
    onLoad: () => gate.opened,
    onMark: async () => {
      if (full) throw stuck('disk-full');
    },
  });
  const handle = await environment.start('steer-full');
  const needed = async () => (await statusOf(handle)).lanes.some(({ need }) => need?.code === 'disk-full');
  await until('a is loading', () => count(environment, 'load a') > 0);
  await handle.signal('pause');
  await until('it says what it needs', needed);
  full = false;
  await handle.signal('resume');
  await until('the ledger knows', () => environment.happenings.includes('mark running'));
  full = true;
  gate.open();
  await until('it says it again', needed);
  full = false;
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(environment.happenings.at(-1)).toBe('finish settled');
});
