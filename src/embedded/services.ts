/** Gives a command its database and its Temporal server: those named in the environment, else embedded ones. */
import { openHome } from './home.ts';
import { takeLease } from './lease.ts';

/** Where to connect. The address of the database holds its password. */
export interface Services {
  readonly databaseUrl: string;
  /** `host:port`. */
  readonly temporalAddress: string;
  /** Null when the server isn't ours. */
  readonly temporalUi: string | null;
  /** Which of the two are ours. */
  readonly embedded: { readonly database: boolean; readonly temporal: boolean };
  /** Releases the embedded servers; they stop once no other command uses them. Repeats safely. */
  release(): Promise<void>;
}

/** Whose servers are wanted. */
export interface ServicesOptions {
  /** FERRY_HOME; created when missing. */
  readonly home: string;
  /** DATABASE_URL and TEMPORAL_ADDRESS each replace an embedded server; `findPostgres` and `findTemporal` say what else is read. */
  readonly env: NodeJS.ProcessEnv;
  /** Called with a line of text when something takes long, or a server ended or came back. */
  readonly note: (line: string) => void;
}

/**
 * Resolves when both answer. Commands on the same home share one set of servers, which keep their data and addresses;
 * they stop soon after the last command ended, however it ended.
 *
 * ```ts
 * const services = await acquireServices({ home: '.ferry', env: process.env, note: console.error });
 * const pool = new pg.Pool({ connectionString: services.databaseUrl });
 * // …
 * await services.release();
 * ```
 *
 * @throws UsageError, FatalError or TransientError with the reason a server can't be had
 */
export async function acquireServices({ home, env, note }: ServicesOptions): Promise<Services> {
  const databaseUrl = env.DATABASE_URL || null;
  const temporalAddress = env.TEMPORAL_ADDRESS || null;
  const embedded = { database: databaseUrl === null, temporal: temporalAddress === null };
  if (databaseUrl && temporalAddress) return { databaseUrl, temporalAddress, temporalUi: null, embedded, release };
  const lease = await takeLease({ home: await openHome(home), want: embedded, env, note });
  return {
    databaseUrl: databaseUrl ?? lease.served.databaseUrl ?? '',
    temporalAddress: temporalAddress ?? lease.served.temporalAddress ?? '',
    temporalUi: lease.served.temporalUi,
    embedded,
    release: async () => lease.release(),
  };
}

async function release(): Promise<void> {
  // both servers are external: there is no lease to end
}
