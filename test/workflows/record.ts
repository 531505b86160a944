/** Runs one migration for each path worth keeping a history of. Record from released code, never from a branch under test. */

import {
  count,
  fatal,
  latch,
  openWorkflowEnvironment,
  type Scenario,
  shapeOf,
  stuck,
  until,
  type WorkflowEnvironment,
} from './environment.ts';
import { historiesOf, keepHistories } from './histories.ts';

interface Path {
  readonly name: string;
  readonly batchesPerLink?: number;
  /** What the activities do, and what is done to the run meanwhile. */
  prepare(environment: WorkflowEnvironment): { scenario: Scenario; meanwhile?: (run: string) => Promise<unknown> };
}

const signal = (environment: WorkflowEnvironment, run: string, word: string) =>
  environment.client.workflow.getHandle(`ferry/${run}`).signal(word);

const PATHS: readonly Path[] = [
  {
    name: 'settled',
    prepare: () => ({ scenario: { shape: shapeOf([['a', 'b>c'], ['d']]), batches: { a: 9 } } }),
  },
  {
    name: 'continued-as-new',
    batchesPerLink: 4,
    prepare: () => ({ scenario: { shape: shapeOf([['a']]), batches: { a: 18 } } }),
  },
  {
    name: 'paused',
    prepare: (environment) => {
      const gate = latch();
      const onLoad: Scenario['onLoad'] = (_ref, { sequence }) => (sequence > 3 ? gate.opened : Promise.resolve());
      const meanwhile = async (run: string) => {
        await until('three loaded', () => count(environment, 'loaded') === 3);
        await signal(environment, run, 'pause');
        gate.open();
        await until('it is quiet', () => count(environment, 'loaded') === count(environment, 'load '));
        await signal(environment, run, 'resume');
      };
      return { scenario: { shape: shapeOf([['a']], 2), batches: { a: 10 }, onLoad }, meanwhile };
    },
  },
  {
    name: 'cancelled',
    prepare: (environment) => {
      const gate = latch();
      const meanwhile = async (run: string) => {
        await until('it loads', () => count(environment, 'load ') > 0);
        await environment.client.workflow.getHandle(`ferry/${run}`).executeUpdate('cancel');
        gate.open();
      };
      return { scenario: { shape: shapeOf([['a'], ['b']]), batches: { a: 10 }, onLoad: () => gate.opened }, meanwhile };
    },
  },
  {
    name: 'failed',
    prepare: () => {
      const onLoad: Scenario['onLoad'] = async ({ lane }, { sequence }) => {
        if (lane === 'a' && sequence === 2) throw fatal('schema-refused');
      };
      return { scenario: { shape: shapeOf([['a', 'b']]), batches: { a: 8, b: 8 }, onLoad } };
    },
  },
  {
    name: 'stuck',
    prepare: (environment) => {
      let times = 0;
      const onLoad: Scenario['onLoad'] = async () => {
        times += 1;
        if (times === 2) throw stuck('quarantine-limit');
      };
      const meanwhile = async (run: string) => {
        await until('it was refused', () => times >= 2);
        await new Promise((resolve) => setTimeout(resolve, 300));
        await signal(environment, run, 'resume');
      };
      return { scenario: { shape: shapeOf([['a']], 1), onLoad }, meanwhile };
    },
  },
];

/** Overwrites `test/histories`. */
export async function recordHistories(): Promise<void> {
  const environment = await openWorkflowEnvironment();
  for (const path of PATHS) {
    const { scenario, meanwhile } = path.prepare(environment);
    environment.arrange(scenario);
    const run = `recorded-${path.name}`;
    const { batchesPerLink } = path;
    const handle = await environment.start(run, batchesPerLink === undefined ? {} : { batchesPerLink });
    await meanwhile?.(run);
    // A run that fails is one of the paths; what matters is that it has ended.
    await handle.result().catch(() => undefined);
    await keepHistories(path.name, await historiesOf(environment.client, `ferry/${run}`));
  }
  await environment.close();
}
