/** In which order a run does things, and how much of it at once. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  count,
  hashOf,
  latch,
  openWorkflowEnvironment,
  shapeOf,
  until,
  type WorkflowEnvironment,
} from './environment.ts';

let environment: WorkflowEnvironment;
beforeAll(async () => {
  environment = await openWorkflowEnvironment();
});
afterAll(() => environment.close());

test('a level starts when every lane of the level before it is done, and the lanes of a level go side by side', async () => {
  const both = latch();
  let atWork = 0;
  environment.arrange({
    shape: shapeOf([['a', 'b'], ['c']]),
    onLoad: async ({ lane }, { sequence }) => {
      if (lane === 'c' || sequence !== 1) return;
      atWork += 1;
      if (atWork === 2) both.open();
      await both.opened;
    },
  });
  const handle = await environment.start('order-levels');
  expect(await handle.result()).toMatchObject({ state: 'settled', settled: true });
  const firstOfC = environment.happenings.indexOf('extract c 1-3');
  const lastBefore = environment.happenings.findLastIndex((line) => /^loaded [ab]/.test(line));
  expect(firstOfC).toBeGreaterThan(lastBefore);
});

test('lanes of one group go one after another', async () => {
  environment.arrange({ shape: shapeOf([['a>b']]) });
  await (await environment.start('order-group')).result();
  expect(environment.happenings.indexOf('extract b 1-3')).toBeGreaterThan(environment.happenings.indexOf('loaded a 3'));
});

test('references are patched after everything loaded, the equation comes last', async () => {
  environment.arrange({ shape: shapeOf([['a'], ['b']]) });
  await (await environment.start('order-end')).result();
  expect(environment.happenings.slice(-5)).toEqual(['patch a', 'patch b', 'settle a', 'settle b', 'finish settled']);
});

test('no more batches are in flight than the window allows, and no more wait than eight', async () => {
  const gate = latch();
  let inFlight = 0;
  let most = 0;
  environment.arrange({
    shape: shapeOf([['a']], 3),
    batches: { a: 40 },
    onLoad: async () => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await gate.opened;
      inFlight -= 1;
    },
  });
  const handle = await environment.start('order-window');
  await until('the window is full', () => inFlight === 3);
  await until('reading ahead stopped', async () => {
    const before = count(environment, 'extract');
    await new Promise((resolve) => setTimeout(resolve, 300));
    return count(environment, 'extract') === before;
  });
  const landed = environment.happenings.map((line) => Number(/^extract a \d+-(\d+)/.exec(line)?.[1] ?? 0));
  expect(Math.max(...landed)).toBeLessThanOrEqual(3 + 8);
  gate.open();
  await handle.result();
  expect(most).toBe(3);
  expect(count(environment, 'loaded a')).toBe(40);
});

test('a lane of window one loads in the order it read', async () => {
  environment.arrange({ shape: shapeOf([['a']], 1), batches: { a: 12 } });
  await (await environment.start('order-one')).result();
  const loads = environment.happenings.filter((line) => line.startsWith('load'));
  expect(loads).toEqual(Array.from({ length: 12 }, (_, at) => [`load a ${at + 1}`, `loaded a ${at + 1}`]).flat());
});

test('a long lane continues as new and loses nothing: every batch once, every receipt counted', async () => {
  environment.arrange({ shape: shapeOf([['a']]), batches: { a: 25 } });
  await (await environment.start('order-chain', { batchesPerLink: 4 })).result();
  expect(count(environment, 'loaded a')).toBe(25);
  const lane = environment.client.workflow.getHandle('ferry/order-chain/a');
  const sum = Array.from({ length: 25 }, (_, at) => at + 1).reduce((total, each) => total + each, 0);
  expect(await lane.result()).toMatchObject({
    batches: 25,
    receipts: { count: 25, hash: hashOf(sum) },
    stopped: false,
  });
  const chain = [];
  for await (const run of environment.client.workflow.list({ query: 'WorkflowId = "ferry/order-chain/a"' }))
    chain.push(run);
  expect(chain.length).toBeGreaterThan(4);
});

test('an empty source settles too', async () => {
  environment.arrange({ shape: shapeOf([['a']]), batches: { a: 0 } });
  expect(await (await environment.start('order-empty')).result()).toMatchObject({ state: 'settled' });
  expect(count(environment, 'load')).toBe(0);
});

test.each([
  [false, 'unsettled'],
  ['unproven', 'unsettled'],
] as const)('a run whose lanes settle as %s is %s', async (settled, state) => {
  environment.arrange({ shape: shapeOf([['a']]), settled });
  expect(await (await environment.start(`order-${settled}`)).result()).toMatchObject({ state, settled });
  expect(environment.happenings.at(-1)).toBe(`finish ${state}`);
});
