/** The workflow test environment: a real Temporal server and worker, and activities that do what a test says. */
import { randomBytes } from 'node:crypto';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { DefaultLogger, type InjectedSinks, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { inject } from 'vitest';
import type { Activities } from '../../activities/index.ts';
import type { RunShape } from '../../activities/open-run.ts';
import type { BatchRef, BatchSummary } from '../../src/model/batch.ts';
import { NO_OUTCOMES } from '../../src/model/outcome.ts';
import type { LaneRef } from '../../src/model/run.ts';
import type { RunResult } from '../../src/model/run-end.ts';
import type { LaneSettlement } from '../../src/model/settlement.ts';
import type { migrate } from '../../workflows/migrate.ts';
import type { ReceiptSinks } from '../../workflows/receipt-sinks.ts';
import type { RunStatus } from '../../workflows/status.ts';
import '../setup/temporal.ts';

/** What happened, in order: `extract lane 1-4`, `load lane 3`, `loaded lane 3`, `settle lane`, … */
export type Happening = string;

export interface Scenario {
  readonly shape: RunShape;
  /** Batches each lane's source has; 3 when not named. */
  readonly batches?: Readonly<Record<string, number>>;
  /** Called before a batch counts as loaded; may wait or throw. */
  readonly onLoad?: (ref: LaneRef, batch: BatchRef) => Promise<void>;
  readonly onExtract?: (ref: LaneRef) => Promise<void>;
  readonly onSettle?: (ref: LaneRef) => Promise<void>;
  readonly onPatch?: (ref: LaneRef) => Promise<void>;
  /** Called before the ledger keeps the run's state, or its end. */
  readonly onMark?: (state: string) => Promise<void>;
  /** How lanes settle; true when left out. */
  readonly settled?: LaneSettlement['settled'];
}

export interface WorkflowEnvironment {
  /** Sets what activities do from now on, and forgets what happened. */
  arrange(scenario: Scenario): void;
  readonly happenings: readonly Happening[];
  readonly client: Client;
  readonly taskQueue: string;
  start(run: string, options?: { batchesPerLink?: number }): Promise<WorkflowHandle<typeof migrate>>;
  /** Ends the worker and starts another: nothing it held in memory survives. */
  restartWorker(): Promise<void>;
  close(): Promise<void>;
}

const RECORDS = 10;

/** One worker for a whole file of tests; each test says what its activities do. */
export async function openWorkflowEnvironment(): Promise<WorkflowEnvironment> {
  quieten();
  const address = inject('temporalAddress');
  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const taskQueue = `test-${randomBytes(6).toString('hex')}`;
  const happenings: Happening[] = [];
  let scenario: Scenario = { shape: shapeOf([]) };
  const activities = simulatedActivities(() => scenario, happenings);
  let worker = await startWorker(taskQueue, activities);
  return {
    arrange: (next) => {
      scenario = next;
      happenings.length = 0;
    },
    happenings,
    client,
    taskQueue,
    start: (run, options) =>
      client.workflow.start<typeof migrate>('migrate', {
        workflowId: `ferry/${run}`,
        taskQueue,
        args: [{ run, ...options }],
      }),
    restartWorker: async () => {
      await worker.stop();
      worker = await startWorker(taskQueue, activities);
    },
    close: async () => {
      await worker.stop();
      await connection.close();
    },
  };
}

let quiet = false;

export function quieten(): void {
  if (quiet) return;
  quiet = true;
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [] });
}

const SILENT: InjectedSinks<ReceiptSinks> = {
  receipts: { intent: { fn: () => undefined }, receipt: { fn: () => undefined } },
};

async function startWorker(taskQueue: string, activities: Activities): Promise<{ stop(): Promise<void> }> {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') });
  const worker = await Worker.create({
    connection,
    taskQueue,
    activities,
    workflowBundle: { codePath: bundlePath() },
    sinks: SILENT,
  });
  const ended = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await ended;
      await connection.close();
    },
  };
}

export function bundlePath(): string {
  const path = inject('workflowBundle');
  if (path === null) throw new Error('the workflows were not bundled');
  return path;
}

function simulatedActivities(arranged: () => Scenario, happenings: Happening[]): Activities {
  const say = (line: string) => void happenings.push(line);
  return {
    openRun: async () => arranged().shape,
    extract: async (ref, from) => {
      const total = arranged().batches?.[ref.lane] ?? 3;
      await arranged().onExtract?.(ref);
      const last = Math.min(total, from.sequence + from.maxBatches - 1);
      const count = Math.max(0, last - from.sequence + 1);
      const batches = Array.from({ length: count }, (_, at) => batchOf(ref, from.sequence + at));
      say(`extract ${ref.lane} ${from.sequence}-${last}`);
      return { batches, continuation: String(last), done: last >= total };
    },
    load: async (ref, batch) => {
      say(`load ${ref.lane} ${batch.sequence}`);
      await arranged().onLoad?.(ref, batch);
      say(`loaded ${ref.lane} ${batch.sequence}`);
      return summaryOf(batch);
    },
    patchReferences: async (ref) => {
      await arranged().onPatch?.(ref);
      say(`patch ${ref.lane}`);
      return { patched: 0, dangling: 0 };
    },
    settle: async (ref) => {
      await arranged().onSettle?.(ref);
      say(`settle ${ref.lane}`);
      return settlementOf(ref, arranged());
    },
    acceptQuarantine: async (ref) => say(`accept ${ref.lane}`),
    acceptDrift: async (ref) => say(`accept drift ${ref.lane}`),
    markRun: async (_run, state) => {
      await arranged().onMark?.(state);
      say(`mark ${state}`);
    },
    finishRun: async ({ state }: RunResult) => {
      await arranged().onMark?.(state);
      say(`finish ${state}`);
    },
  };
}

function batchOf(ref: LaneRef, sequence: number): BatchRef {
  const id = `${ref.run}/${ref.lane}/${sequence}`;
  return { id, sequence, address: `${id}.ndjson.gz`, sha256: hashOf(sequence), count: RECORDS };
}

function summaryOf(batch: BatchRef): BatchSummary {
  const receipt = { address: `${batch.id}.receipt`, sha256: hashOf(batch.sequence) };
  return { batch: batch.id, counts: { ...NO_OUTCOMES, created: batch.count }, receipt };
}

/** Recognisable as a number, so that tests can add them up. */
export function hashOf(sequence: number): string {
  return sequence.toString(16).padStart(64, '0');
}

function settlementOf(ref: LaneRef, { batches, settled = true }: Scenario): LaneSettlement {
  const enumerated = (batches?.[ref.lane] ?? 3) * RECORDS;
  return {
    lane: ref.lane,
    entity: 'customer',
    sourceCount: { count: enumerated, how: 'simulated' },
    enumerated,
    distinct: enumerated,
    known: enumerated,
    outcomes: { ...NO_OUTCOMES, created: enumerated },
    placeholders: 0,
    deferredLeft: 0,
    settled,
    differences: [],
  };
}

/** A run of lanes: one list of groups a level, `['a', 'b>c']` is a and b side by side, and c after b. */
export function shapeOf(levels: readonly (readonly string[])[], window = 4): RunShape {
  const lane = (name: string) => ({ lane: name, entity: 'customer' as const, window });
  return { route: 'test', levels: levels.map((level) => level.map((group) => group.split('>').map(lane))) };
}

export const stuck = (code: string) =>
  ApplicationFailure.create({
    type: 'StuckError',
    message: `simulated: ${code}`,
    nonRetryable: true,
    details: [{ code, hint: 'do something', at: null }],
  });

export const fatal = (code: string) =>
  ApplicationFailure.create({
    type: 'FatalError',
    message: `simulated: ${code}`,
    nonRetryable: true,
    details: [{ code, hint: null, at: null }],
  });

/** A latch that stays closed until it is opened. */
export function latch(): { readonly open: () => void; readonly opened: Promise<void> } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

/** Waits for something to become true; fails with the words given after twenty seconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function statusOf(handle: WorkflowHandle<typeof migrate>): Promise<RunStatus> {
  return handle.query<RunStatus>('status');
}

/** Happenings that begin so. */
export function count(environment: WorkflowEnvironment, beginning: string): number {
  return environment.happenings.filter((line) => line.startsWith(beginning)).length;
}
