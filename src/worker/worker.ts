/** Starts a Temporal worker in this process: the activities over what it is given, and the workflows bundled once. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DefaultLogger, type InjectedSinks, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino from 'pino';
import { createActivities } from '../../activities/index.ts';
import type { ReceiptSinks } from '../../workflows/receipt-sinks.ts';
import { TASK_QUEUE } from '../model/workflow-names.ts';
import { temporalProfile } from '../runs/temporal.ts';
import { type LaneOpenerOptions, laneOpener } from './lane-opener.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What a worker is given. It closes neither ledger nor landing. */
export interface WorkerOptions extends LaneOpenerOptions {
  readonly temporalAddress: string;
}

/** A worker that polls. */
export interface RunningWorker {
  /** Rejects when the worker broke; resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no new work, gives what is running ten seconds to finish, and returns. Repeats safely. */
  stop(): Promise<void>;
}

/** Live, nobody listens to receipts: a replay worker brings its own sinks. */
const SILENT: InjectedSinks<ReceiptSinks> = {
  receipts: { intent: { fn: () => undefined }, receipt: { fn: () => undefined } },
};

/** Starts a worker in this process. It logs to `logs/worker.log` in FERRY_HOME. */
export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  await installRuntime(options.home);
  const profile = await temporalProfile(options.temporalAddress);
  const codePath = await workflowBundle(path.join(options.home, 'cache'));
  const connection = await NativeConnection.connect(profile.connection);
  const worker = await Worker.create({
    connection,
    namespace: profile.namespace,
    taskQueue: TASK_QUEUE,
    workflowBundle: { codePath },
    activities: createActivities({ openLane: laneOpener(options), ledger: options.ledger }),
    sinks: SILENT,
    maxHeartbeatThrottleInterval: '1s',
    shutdownGraceTime: '10s',
    maxConcurrentActivityTaskExecutions: 16,
  });
  const ended = worker.run().finally(() => connection.close());
  // Whoever waits for `ended` learns of a failure; nobody waiting is no reason to end the whole program.
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      if (worker.getState() === 'RUNNING') worker.shutdown();
      await ended;
    },
  };
}

const PINO = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

let installed = false;

/** Temporal's runtime is one per program; the program, not the SDK, decides what Ctrl-C means. */
async function installRuntime(home: string): Promise<void> {
  if (installed) return;
  installed = true;
  const logs = path.join(home, 'logs');
  await mkdir(logs, { recursive: true, mode: 0o700 });
  const log = pino({ level: 'info' }, createWriteStream(path.join(logs, 'worker.log'), { flags: 'a', mode: 0o600 }));
  const logger = new DefaultLogger('INFO', ({ level, message, meta }) => log[PINO[level]](meta ?? {}, message));
  // Left to itself the SDK's native half prints its warnings to stdout, where a command's answer belongs.
  const logging = { filter: { core: 'WARN', other: 'ERROR' }, forward: {} } as const;
  Runtime.install({ logger, shutdownSignals: [], telemetryOptions: { logging } });
}
