/** Sees to it that somebody does the work: a worker of our own for as long as a command takes, or somebody else's. */
import { sharedRateLimit } from '../connectors/http/shared-rate-limit.ts';
import { FatalError } from '../errors.ts';
import { openRateLimitLedger } from '../ledger/runs/rate-limit.ts';
import { needWorker } from '../runs/start.ts';
import { type ConsolePlace, embeddedTarget, type Runtime } from './runtime.ts';
import { liveUp } from './up-file.ts';

/** Where the work is done, when it has to be done here. */
export interface WorkPlace {
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly runtime: Runtime;
  readonly console: Pick<ConsolePlace, 'url' | 'tokenFile'> | null;
}

/**
 * Whether workers of others do the work here: `ferry up`'s, or whoever serves a Temporal that isn't ours.
 */
export async function othersWork({ home, runtime }: Pick<WorkPlace, 'home' | 'runtime'>): Promise<boolean> {
  return !runtime.services.embedded.temporal || (await liveUp(home)) !== null;
}

/** Throws TransientError `worker-missing` when others should work and nobody does, FatalError `worker-ended`. */
export async function withWorker<T>(place: WorkPlace, body: () => Promise<T>): Promise<T> {
  if (await othersWork(place)) {
    await needWorker(place.runtime);
    return body();
  }
  const worker = await startOwnWorker(place);
  try {
    return await Promise.race([body(), worker.ended.then(() => Promise.reject(workerEnded()))]);
  } finally {
    await worker.stop();
  }
}

/** A worker in this program, over what the runtime brought up. */
export async function startOwnWorker({ home, env, runtime, console }: WorkPlace) {
  const { startWorker } = await import('../worker/worker.ts');
  const { ledger, landing, services } = runtime;
  const embedded = embeddedTarget(console);
  const permits = openRateLimitLedger(services.databaseUrl);
  const rateLimit = sharedRateLimit(permits);
  const worker = await startWorker({
    home,
    env,
    embedded,
    temporalAddress: services.temporalAddress,
    ledger,
    landing,
    rateLimit,
  });
  const stop = async () => {
    await worker.stop();
    await permits.close();
  };
  return { ended: worker.ended, stop };
}

function workerEnded(): FatalError {
  return new FatalError('the worker ended before the run did', {
    code: 'worker-ended',
    hint: 'look at logs/worker.log',
  });
}
