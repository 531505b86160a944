/** One Temporal dev server of ours: on a database file, tuned, keeping histories long enough to roll back from. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { SEARCH_ATTRIBUTES } from '../model/workflow-names.ts';
import { type ChildServer, startServer } from './child-server.ts';
import { answers, LOOPBACK } from './ports.ts';
import type { TemporalBinary } from './temporal-cache.ts';

/** One server: which program, which database file, where it listens. */
export interface TemporalPlan {
  readonly binary: Pick<TemporalBinary, 'file'>;
  readonly databaseFile: string;
  readonly port: number;
  /** Null starts it without a user interface. */
  readonly uiPort: number | null;
  readonly logFile: string;
}

/** How long closed workflows stay readable. The dev server's own default, a day, is shorter than a migration. */
export const RETENTION_DAYS = 90;

const run = promisify(execFile);

/** The server's defaults are meant for clusters: they delay each step by 20–40 ms, each timer by a second and each continue-as-new by 0.8 s. */
const DYNAMIC_CONFIG = [
  'history.transferProcessorMaxPollRPS=10000',
  'history.timerProcessorMaxPollRPS=10000',
  'history.visibilityProcessorMaxPollRPS=10000',
  'history.timerProcessorMaxTimeShift="1ms"',
  'history.workflowIdReuseMinimalInterval="0s"',
];

/** `host:port`. Pure. */
export function temporalAddress({ port }: Pick<TemporalPlan, 'port'>): string {
  return `${LOOPBACK}:${port}`;
}

/**
 * Starts the server on its database file; ready means that its namespace answers and keeps histories for 90 days.
 * Only one caller at a time per database file.
 * @throws FatalError `temporal-start-failed`
 */
export async function startTemporal(plan: TemporalPlan): Promise<ChildServer> {
  return startServer({
    name: 'temporal',
    program: plan.binary.file,
    args: serverArguments(plan),
    logFile: plan.logFile,
    stopSignal: 'SIGTERM',
    isReady: async () => (await answers(plan.port)) && (await keepHistories(plan)),
  });
}

function serverArguments(plan: TemporalPlan): string[] {
  const ui = plan.uiPort === null ? ['--headless'] : ['--ui-port', String(plan.uiPort), '--ui-disable-news-fetch'];
  return [
    ...['server', 'start-dev', '--ip', LOOPBACK, '--port', String(plan.port), ...ui, '--log-level', 'warn'],
    ...['--db-filename', plan.databaseFile],
    ...['journal_mode=WAL', 'synchronous=NORMAL'].flatMap((pragma) => ['--sqlite-pragma', pragma]),
    ...DYNAMIC_CONFIG.flatMap((setting) => ['--dynamic-config-value', setting]),
    ...Object.values(SEARCH_ATTRIBUTES).flatMap((name) => ['--search-attribute', `${name}=Keyword`]),
  ];
}

/** Setting it each time is quicker than asking first, and it is the proof that the namespace answers. */
async function keepHistories(plan: TemporalPlan): Promise<boolean> {
  const retention = ['--namespace', 'default', '--retention', `${RETENTION_DAYS * 24}h`];
  const alone = ['--address', temporalAddress(plan), '--disable-config-file', '--disable-config-env'];
  return run(plan.binary.file, ['operator', 'namespace', 'update', ...retention, ...alone], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME },
    timeout: 5000,
  }).then(
    () => true,
    () => false,
  );
}
