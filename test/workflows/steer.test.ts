/** What people can do to a run under way, and what a run does when something goes wrong. */
import { ApplicationFailure } from '@temporalio/common';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { count, door, fatal, openTheatre, shapeOf, statusOf, stuck, type Theatre, until } from './theatre.ts';

let theatre: Theatre;
beforeAll(async () => {
  theatre = await openTheatre();
});
afterAll(() => theatre.close());

test('a paused run finishes what is in flight, starts nothing, and goes on where it was', async () => {
  const gate = door();
  theatre.play({
    shape: shapeOf([['a']], 2),
    batches: { a: 20 },
    onLoad: (_ref, { sequence }) => (sequence > 4 ? gate.opened : Promise.resolve()),
  });
  const handle = await theatre.start('steer-pause');
  await until('four batches loaded', () => count(theatre, 'loaded') === 4);
  await handle.signal('pause');
  await until('the ledger knows', () => theatre.happenings.includes('mark paused'));
  gate.open();
  await until('what was in flight landed', () => count(theatre, 'loaded') === count(theatre, 'load '));
  const before = count(theatre, 'load ');
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(count(theatre, 'load ')).toBe(before);
  expect(await statusOf(handle)).toMatchObject({ paused: true, phase: 'loading' });
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(count(theatre, 'loaded')).toBe(20);
});

test('a run paused before its lane began starts the lane only after resume', async () => {
  const gate = door();
  theatre.play({ shape: shapeOf([['a'], ['b']]), batches: { a: 1 }, onLoad: () => gate.opened });
  const handle = await theatre.start('steer-early');
  await until('a is loading', () => count(theatre, 'load a') === 1);
  await handle.signal('pause');
  gate.open();
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(count(theatre, 'extract b')).toBe(0);
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
});

test('pauses that meet a lane continuing as new are not lost', async () => {
  theatre.play({ shape: shapeOf([['a']], 2), batches: { a: 30 } });
  const handle = await theatre.start('steer-chain', { batchesPerLink: 3 });
  for (let word = 0; word < 10; word++) {
    await handle.signal('pause');
    await handle.signal('resume');
  }
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(count(theatre, 'loaded')).toBe(30);
});

test('a cancelled run drains, keeps everything, and ends as cancelled', async () => {
  const gate = door();
  theatre.play({ shape: shapeOf([['a', 'b'], ['c']]), batches: { a: 20, b: 20 }, onLoad: () => gate.opened });
  const handle = await theatre.start('steer-cancel');
  await until('both are loading', () => count(theatre, 'load a') > 0 && count(theatre, 'load b') > 0);
  await handle.executeUpdate('cancel');
  await new Promise((resolve) => setTimeout(resolve, 200));
  gate.open();
  expect(await handle.result()).toMatchObject({ state: 'cancelled', settled: false });
  expect(count(theatre, 'loaded')).toBe(count(theatre, 'load '));
  expect(count(theatre, 'extract c')).toBe(0);
  expect(theatre.happenings.at(-1)).toBe('finish cancelled');
});

test("cancelling in Temporal's own way is the same", async () => {
  const gate = door();
  theatre.play({ shape: shapeOf([['a']]), batches: { a: 20 }, onLoad: () => gate.opened });
  const handle = await theatre.start('steer-native');
  await until('a is loading', () => count(theatre, 'load a') > 0);
  await handle.cancel();
  gate.open();
  expect(await handle.result()).toMatchObject({ state: 'cancelled' });
  expect(count(theatre, 'loaded')).toBe(count(theatre, 'load '));
});

test('a cancel that comes while the equation is made is too late for the lanes, and still ends the run as cancelled', async () => {
  const gate = door();
  theatre.play({ shape: shapeOf([['a', 'b']]), onSettle: () => gate.opened });
  const handle = await theatre.start('steer-late');
  await until('it is settling', async () => (await statusOf(handle)).phase === 'settling');
  await handle.executeUpdate('cancel');
  gate.open();
  expect(await handle.result()).toMatchObject({ state: 'cancelled' });
});

test('after a fatal error every batch in flight comes back before the run fails, and other lanes stop', async () => {
  const gate = door();
  theatre.play({
    shape: shapeOf([['a', 'b']], 4),
    batches: { a: 20, b: 200 },
    onLoad: async ({ lane }, { sequence }) => {
      if (lane === 'a' && sequence === 2) throw fatal('schema-refused');
      if (lane === 'a') await gate.opened;
      if (lane === 'b') await new Promise((resolve) => setTimeout(resolve, 30));
    },
  });
  const handle = await theatre.start('steer-fatal');
  await until('a failed', () => count(theatre, 'load a 2') === 1 && count(theatre, 'load b') > 0);
  await new Promise((resolve) => setTimeout(resolve, 300));
  gate.open();
  const failure = await handle.result().catch((error: unknown) => error);
  expect(failure).toMatchObject({ cause: { type: 'FatalError', details: [{ code: 'schema-refused' }] } });
  expect(count(theatre, 'loaded a')).toBe(count(theatre, 'load a') - 1);
  expect(count(theatre, 'loaded b')).toBe(count(theatre, 'load b'));
  expect(count(theatre, 'load b')).toBeLessThan(200);
  expect(theatre.happenings.at(-1)).toBe('finish failed');
  expect(count(theatre, 'settle')).toBe(0);
});

test('a lane that needs a person says what, waits, and goes on after resume', async () => {
  let refused = true;
  theatre.play({
    shape: shapeOf([['a', 'b']]),
    batches: { a: 5, b: 5 },
    onLoad: async ({ lane }, { sequence }) => {
      if (lane === 'a' && sequence === 3 && refused) throw stuck('auth-refused');
    },
  });
  const handle = await theatre.start('steer-stuck');
  const needOfA = async () => (await statusOf(handle)).lanes.find(({ lane }) => lane === 'a')?.need;
  await until('a says what it needs', async () => (await needOfA())?.code === 'auth-refused');
  await until('b is done meanwhile', () => count(theatre, 'loaded b') === 5);
  expect(await needOfA()).toMatchObject({ message: 'acted out: auth-refused', hint: 'do something' });
  refused = false;
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(count(theatre, 'loaded a')).toBe(5);
  expect(count(theatre, 'accept')).toBe(0);
});

test('going on after too much was set aside accepts what was set aside', async () => {
  let times = 0;
  theatre.play({
    shape: shapeOf([['a']], 1),
    onLoad: async () => {
      times += 1;
      if (times === 2) throw stuck('quarantine-limit');
    },
  });
  const handle = await theatre.start('steer-accept');
  await until('it is stuck', async () => (await statusOf(handle)).lanes[0]?.state === 'stuck');
  await handle.signal('resume');
  await handle.result();
  expect(count(theatre, 'accept a')).toBe(1);
  expect(theatre.happenings.indexOf('accept a')).toBeLessThan(theatre.happenings.lastIndexOf('load a 2'));
});

test('a step of the run itself that needs a person waits too', async () => {
  let refused = true;
  theatre.play({
    shape: shapeOf([['a']]),
    onSettle: async () => {
      if (refused) throw stuck('auth-refused');
    },
  });
  const handle = await theatre.start('steer-settle');
  await until('it says what it needs', async () => (await statusOf(handle)).lanes.some(({ need }) => need !== null));
  refused = false;
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
});

test('a system that is away is tried again until it is back, after the time it asked for', async () => {
  let tries = 0;
  theatre.play({
    shape: shapeOf([['a']], 1),
    batches: { a: 1 },
    onLoad: async () => {
      tries += 1;
      if (tries < 4)
        throw ApplicationFailure.create({ type: 'TransientError', message: 'away', nextRetryDelay: '20ms' });
    },
  });
  expect(await (await theatre.start('steer-retry')).result()).toMatchObject({ state: 'settled' });
  expect(tries).toBe(4);
});

test('a run outlives its worker: another one takes over, and nothing is loaded twice that was loaded', async () => {
  theatre.play({
    shape: shapeOf([['a']], 2),
    batches: { a: 12 },
    onLoad: () => new Promise((resolve) => setTimeout(resolve, 60)),
  });
  const handle = await theatre.start('steer-restart', { batchesPerLink: 5 });
  await until('it is under way', () => count(theatre, 'loaded') >= 3);
  await theatre.restartWorker();
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(new Set(theatre.happenings.filter((line) => line.startsWith('loaded'))).size).toBe(12);
});

test('what a person accepted is not asked again when the lane continues as new there', async () => {
  let times = 0;
  theatre.play({
    shape: shapeOf([['a']], 1),
    onLoad: async () => {
      times += 1;
      if (times === 2) throw stuck('quarantine-limit');
    },
  });
  const handle = await theatre.start('steer-accept-link', { batchesPerLink: 2 });
  await until('it is stuck', async () => (await statusOf(handle)).lanes[0]?.state === 'stuck');
  await handle.signal('resume');
  await handle.result();
  expect(count(theatre, 'accept a')).toBe(1);
});

test.each(['load', 'patch'] as const)(
  'a run can be cancelled while the system it waits for is away: %s',
  async (step) => {
    let tries = 0;
    const away = async () => {
      tries += 1;
      throw ApplicationFailure.create({ type: 'TransientError', message: 'away' });
    };
    theatre.play({ shape: shapeOf([['a', 'b']]), ...(step === 'load' ? { onLoad: away } : { onPatch: away }) });
    const handle = await theatre.start(`steer-away-${step}`);
    await until('it was tried twice', () => tries > 1);
    await handle.executeUpdate('cancel');
    expect(await handle.result()).toMatchObject({ state: 'cancelled' });
  },
);

test('a ledger that cannot note a pause or the end holds the run until a person made room', async () => {
  const gate = door();
  let full = true;
  theatre.play({
    shape: shapeOf([['a']]),
    onLoad: () => gate.opened,
    onMark: async () => {
      if (full) throw stuck('disk-full');
    },
  });
  const handle = await theatre.start('steer-full');
  const needed = async () => (await statusOf(handle)).lanes.some(({ need }) => need?.code === 'disk-full');
  await until('a is loading', () => count(theatre, 'load a') > 0);
  await handle.signal('pause');
  await until('it says what it needs', needed);
  full = false;
  await handle.signal('resume');
  await until('the ledger knows', () => theatre.happenings.includes('mark running'));
  full = true;
  gate.open();
  await until('it says it again', needed);
  full = false;
  await handle.signal('resume');
  expect(await handle.result()).toMatchObject({ state: 'settled' });
  expect(theatre.happenings.at(-1)).toBe('finish settled');
});
