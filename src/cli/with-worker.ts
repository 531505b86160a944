/** Sees to it that somebody does the work: a worker of our own for as long as a command takes, or somebody else's. */
import { sharedPace } from '../connectors/http/shared-rate-limit.ts';
import { FatalError } from '../errors.ts';
import { openPaceLedger } from '../ledger/runs/rate-limit.ts';
import { needWorker } from '../runs/start.ts';
import { type ConsolePlace, embeddedTarget, type Stage } from './runtime.ts';
import { liveUp } from './up-file.ts';

/** Where the work is done, when it has to be done here. */
export interface WorkPlace {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stage: Stage;
  readonly console: Pick<ConsolePlace, 'url' | 'tokenFile'> | null;
}

/**
 * Whether workers of others do the work here: `ferry up`'s, or whoever serves a Temporal that isn't ours.
 */
export async function othersWork({ home, stage }: Pick<WorkPlace, 'home' | 'stage'>): Promise<boolean> {
  return !stage.parts.embedded.temporal || (await liveUp(home)) !== null;
}

/** Throws TransientError `worker-missing` when others should work and nobody does, FatalError `worker-ended`. */
export async function withWorker<T>(place: WorkPlace, body: () => Promise<T>): Promise<T> {
  if (await othersWork(place)) {
    await needWorker(place.stage);
    return body();
  }
  const worker = await startOwnWorker(place);
  try {
    return await Promise.race([body(), worker.ended.then(() => Promise.reject(workerEnded()))]);
  } finally {
    await worker.stop();
  }
}

/** A worker in this program, over what the stage brought up. */
export async function startOwnWorker({ home, env, stage, console }: WorkPlace) {
  const { startWorker } = await import('../worker/worker.ts');
  const { ledger, landing, parts } = stage;
  const embedded = embeddedTarget(console);
  const slots = openPaceLedger(parts.databaseUrl);
  const pace = sharedPace(slots);
  const worker = await startWorker({
    home,
    env,
    embedded,
    temporalAddress: parts.temporalAddress,
    ledger,
    landing,
    pace,
  });
  const stop = async () => {
    await worker.stop();
    await slots.close();
  };
  return { ended: worker.ended, stop };
}

function workerEnded(): FatalError {
  return new FatalError('the worker ended before the run did', {
    code: 'worker-ended',
    hint: 'look at logs/worker.log',
  });
}
