/** Acts out one run for each path worth keeping a history of. Record from released code, never from a branch under test. */
import { historiesOf, keepHistories } from './histories.ts';
import { count, door, fatal, openTheatre, type Script, shapeOf, stuck, type Theatre, until } from './theatre.ts';

interface Path {
  readonly name: string;
  readonly batchesPerLink?: number;
  /** What is acted out, and what is done to the run meanwhile. */
  prepare(theatre: Theatre): { script: Script; meanwhile?: (run: string) => Promise<unknown> };
}

const signal = (theatre: Theatre, run: string, word: string) =>
  theatre.client.workflow.getHandle(`ferry/${run}`).signal(word);

const PATHS: readonly Path[] = [
  {
    name: 'settled',
    prepare: () => ({ script: { shape: shapeOf([['a', 'b>c'], ['d']]), batches: { a: 9 } } }),
  },
  {
    name: 'continued-as-new',
    batchesPerLink: 4,
    prepare: () => ({ script: { shape: shapeOf([['a']]), batches: { a: 18 } } }),
  },
  {
    name: 'paused',
    prepare: (theatre) => {
      const gate = door();
      const onLoad: Script['onLoad'] = (_ref, { sequence }) => (sequence > 3 ? gate.opened : Promise.resolve());
      const meanwhile = async (run: string) => {
        await until('three loaded', () => count(theatre, 'loaded') === 3);
        await signal(theatre, run, 'pause');
        gate.open();
        await until('it is quiet', () => count(theatre, 'loaded') === count(theatre, 'load '));
        await signal(theatre, run, 'resume');
      };
      return { script: { shape: shapeOf([['a']], 2), batches: { a: 10 }, onLoad }, meanwhile };
    },
  },
  {
    name: 'cancelled',
    prepare: (theatre) => {
      const gate = door();
      const meanwhile = async (run: string) => {
        await until('it loads', () => count(theatre, 'load ') > 0);
        await theatre.client.workflow.getHandle(`ferry/${run}`).executeUpdate('cancel');
        gate.open();
      };
      return { script: { shape: shapeOf([['a'], ['b']]), batches: { a: 10 }, onLoad: () => gate.opened }, meanwhile };
    },
  },
  {
    name: 'failed',
    prepare: () => {
      const onLoad: Script['onLoad'] = async ({ lane }, { sequence }) => {
        if (lane === 'a' && sequence === 2) throw fatal('schema-refused');
      };
      return { script: { shape: shapeOf([['a', 'b']]), batches: { a: 8, b: 8 }, onLoad } };
    },
  },
  {
    name: 'stuck',
    prepare: (theatre) => {
      let times = 0;
      const onLoad: Script['onLoad'] = async () => {
        times += 1;
        if (times === 2) throw stuck('quarantine-limit');
      };
      const meanwhile = async (run: string) => {
        await until('it was refused', () => times >= 2);
        await new Promise((resolve) => setTimeout(resolve, 300));
        await signal(theatre, run, 'resume');
      };
      return { script: { shape: shapeOf([['a']], 1), onLoad }, meanwhile };
    },
  },
];

/** Overwrites `test/histories`. */
export async function recordHistories(): Promise<void> {
  const theatre = await openTheatre();
  for (const path of PATHS) {
    const { script, meanwhile } = path.prepare(theatre);
    theatre.play(script);
    const run = `recorded-${path.name}`;
    const { batchesPerLink } = path;
    const handle = await theatre.start(run, batchesPerLink === undefined ? {} : { batchesPerLink });
    await meanwhile?.(run);
    // A run that fails is one of the paths; what matters is that it has ended.
    await handle.result().catch(() => undefined);
    await keepHistories(path.name, await historiesOf(theatre.client, `ferry/${run}`));
  }
  await theatre.close();
}
