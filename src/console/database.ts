/** The console's way to PostgreSQL: one pool, transactions that are tried again when that is safe, errors as problems. */
import pg from 'pg';
import { ApiProblem } from './problem.ts';

/** A pool or a connection: whoever takes this runs statements and nothing else. */
export type Queryable = Pick<pg.PoolClient, 'query'>;

/** Signals that a transaction met a concurrent one and nothing was kept: start again. */
export class Collision extends Error {}

/** Seeds the keys of advisory locks, so that other programs on the same server don't collide with ours. */
const LOCK_SPACE = 7_403_101;

const ATTEMPTS = 8;

/** A pool that survives its server going away. `max` connections; statements and lock waits are bounded. */
export function openPool(databaseUrl: string): pg.Pool {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 12,
    connectionTimeoutMillis: 10_000,
    application_name: 'ferry-console',
    options: '-c statement_timeout=120000 -c lock_timeout=60000 -c idle_in_transaction_session_timeout=120000',
  });
  // A connection that breaks fails its query and is dropped by the pool. What it emits besides, at any moment of its life,
  // would end the program if nobody listened.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', () => undefined);
  return pool;
}

/**
 * Runs `work` in one transaction: all of it or nothing. `work` is repeated after a deadlock or a Collision, so it must
 * have no effect but through its client. Throws a retryable ApiProblem when the database is away.
 */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once(pool, work);
    } catch (error) {
      if (!mayRepeat(error)) throw asProblem(error);
      if (attempt === ATTEMPTS) throw new ApiProblem('busy');
    }
  }
}

/** Reads outside a transaction, with the same errors. */
export async function reading<T>(pool: pg.Pool, work: (queryable: Queryable) => Promise<T>): Promise<T> {
  try {
    return await work(pool);
  } catch (error) {
    throw asProblem(error);
  }
}

/** Waits for a named lock until the end of the transaction. `shared` holders don't wait for one another. */
export async function lockName(client: Queryable, name: string, mode: 'shared' | 'exclusive'): Promise<void> {
  const verb = mode === 'shared' ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await client.query(`select ${verb}(hashtextextended($2, $1))`, [LOCK_SPACE, name]);
}

/** Takes a named lock until the end of the transaction if nobody has it. */
export async function tryLockName(client: Queryable, name: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(
    'select pg_try_advisory_xact_lock(hashtextextended($2, $1)) as taken',
    [LOCK_SPACE, name],
  );
  return rows[0]?.taken === true;
}

async function once<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

function mayRepeat(error: unknown): boolean {
  return error instanceof Collision || ['40P01', '40001'].includes(codeOf(error));
}

const AWAY =
  /^(08...|57P0[1-5]|53300|55000|3D000|ECONN[A-Z]+|ENOENT|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND|EAI_AGAIN)$/;
const BUSY = /^(55P03|57014|25P03|53...)$/;

/** Database trouble as the problem a client can act on; anything else as it is. */
export function asProblem(error: unknown): unknown {
  if (error instanceof ApiProblem) return error;
  const code = codeOf(error);
  if (AWAY.test(code) || isLostConnection(error)) return new ApiProblem('database-unavailable');
  if (BUSY.test(code)) return new ApiProblem('busy');
  return error;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** `pg` gives these no code. */
function isLostConnection(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/.test(
      error.message,
    )
  );
}
