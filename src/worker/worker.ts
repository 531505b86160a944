/** Builds the worker: connectors, ledger, landing and mappings behind the activities, and the workflows bundled once. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DefaultLogger, type InjectedSinks, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import pino from 'pino';
import { createActivities } from '../../activities/index.ts';
import type { ReceiptSinks } from '../../workflows/receipt-sinks.ts';
import type { Source, Target } from '../connectors/port.ts';
import { liveValidator, type ValidateRecord } from '../dry-run/contract/validate.ts';
import { dryTarget } from '../dry-run/dry-target.ts';
import { type Sampled, sampledSource } from '../dry-run/sampled-source.ts';
import { FatalError } from '../errors.ts';
import { landedSource } from '../extract/landed-source.ts';
import type { LaneDeps } from '../extract/lane-deps.ts';
import type { Landing } from '../landing/port.ts';
import type { Ledger } from '../ledger/port.ts';
import { type CompiledMapping, compileMapping } from '../mapping/compile.ts';
import type { LanePlan, LaneRef, RunPlan } from '../model/run.ts';
import { type ConnectOptions, connector } from '../project/connect.ts';
import { TASK_QUEUE, temporalProfile } from '../runs/temporal.ts';
import { sha256 } from '../sha256.ts';
import { workflowBundle } from './workflow-bundle.ts';

/** What a worker is given. It closes neither ledger nor landing. */
export interface WorkerOptions extends ConnectOptions {
  readonly temporalAddress: string;
  readonly ledger: Ledger;
  readonly landing: Landing;
}

/** A worker that polls. */
export interface RunningWorker {
  /** Rejects when the worker broke; resolves after `stop`. */
  readonly ended: Promise<void>;
  /** Takes no new work, gives what is running ten seconds to finish, and returns. Repeats safely. */
  stop(): Promise<void>;
}

/** Live, nobody listens to receipts: a replay worker brings its own ears. */
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
  // Whoever waits for `ended` hears of a failure; nobody waiting is no reason to end the whole program.
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

/** Opens lanes from what the ledger pinned when the run started, whatever became of the files since. */
function laneOpener(options: WorkerOptions): (ref: LaneRef, heartbeat: () => void) => Promise<LaneDeps> {
  const connect = connector(options);
  const plans = new Map<string, RunPlan>();
  const mappings = new Map<string, CompiledMapping>();
  const samples = new Map<string, Promise<Sampled>>();
  const validators = new Map<string, ValidateRecord>();
  const { ledger, landing } = options;
  return async (ref, heartbeat) => {
    const run = plans.get(ref.run) ?? (await planOf(ledger, ref.run));
    plans.set(ref.run, run);
    const lane = run.levels.flat(2).find((each) => each.lane === ref.lane) ?? unknown(`lane ${ref.lane}`);
    const mapping = mappings.get(lane.mappingHash) ?? (await pinned(ledger, lane.mappingHash));
    mappings.set(lane.mappingHash, mapping);
    const { source, target } = await connect(run.config);
    const now = () => new Date();
    const open = { options, ref, run, lane, heartbeat, samples };
    const parts = { source: sourceOf(open, source(lane.source)), target: await targetOf(open, target, validators) };
    return { run, lane, ...parts, mapping, ledger, landing, now, heartbeat };
  };
}

interface Opening {
  readonly options: Pick<WorkerOptions, 'ledger' | 'landing'>;
  readonly ref: LaneRef;
  readonly run: RunPlan;
  readonly lane: LanePlan;
  readonly heartbeat: () => void;
  readonly samples: Map<string, Promise<Sampled>>;
}

/** The system itself, what has landed of it, or a sample of it. */
function sourceOf({ options, ref, run, lane, heartbeat, samples }: Opening, origin: Source): Source {
  const { ledger, landing } = options;
  if (run.reads === 'landing') return landedSource({ ref, ledger, landing, origin });
  const { sample } = lane;
  if (sample === undefined) return origin;
  return sampledSource({ ref, lane: { ...lane, sample }, origin, landing, heartbeat, remember: samples });
}

/** A plan never gets hold of anything that can write to the target. It keeps to the contract it saw first. */
async function targetOf(
  { options, ref, run }: Opening,
  real: Target,
  validators: Map<string, ValidateRecord>,
): Promise<Target> {
  if (run.mode !== 'plan') return real;
  const { ledger, landing } = options;
  const validate = validators.get(run.run) ?? (await liveValidator(real));
  validators.set(run.run, validate);
  return dryTarget({ ref, instance: run.targetInstance, real, ledger, landing, validate });
}

async function planOf(ledger: Ledger, run: string): Promise<RunPlan> {
  const kept = await ledger.getRun(run);
  return kept?.plan ?? unknown(`run ${run}`);
}

async function pinned(ledger: Ledger, hash: string): Promise<CompiledMapping> {
  const pin = (await ledger.pinnedMapping(hash)) ?? unknown(`mapping ${hash}`);
  return compileMapping({ file: pin.file, text: pin.text, tables: pin.tables, sha256 });
}

function unknown(what: string): never {
  throw new FatalError(`the ledger knows no ${what}`, { code: 'run-unknown', hint: 'ferry status' });
}
