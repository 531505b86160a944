/** Access to the database: connections, transactions, and its errors as Ferry's. */
import pg from 'pg';
import { FatalError, isFerryError, StuckError, TransientError, UsageError } from '../errors.ts';

/** Runs one statement; the rows have the columns that the statement names. */
export interface Queries {
  rows<Row extends object>(sql: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/**
 * A pool, open until closed. Throws TransientError `ledger-conflict`, `ledger-unreachable`, StuckError `disk-full`,
 * `ledger-refused`, FatalError `ledger-statement`, never with what a record holds.
 *
 * ```ts
 * await database.transaction(async (queries) => {
 *   await queries.rows('update ferry.run set state = $2 where run = $1', [run, state]);
 *   await appendAudit(queries, entry); // kept with the update, or neither is
 * });
 * ```
 */
export interface Database extends Queries {
  /** All or nothing. What `act` throws itself passes as it is. */
  transaction<T>(act: (queries: Queries) => Promise<T>): Promise<T>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

/** Opens a pool; nothing is connected yet. Throws UsageError `database-url` when it can't be an address of PostgreSQL. */
export function openDatabase(url: string, size: Partial<pg.PoolConfig> = { max: 8 }): Database {
  const address = addressOf(url);
  const pool = new pg.Pool({ connectionString: url, connectionTimeoutMillis: 15_000, ...size });
  // An idle connection that breaks is replaced on the next use; without a listener it would end the program.
  pool.on('error', () => undefined);
  let closed: Promise<void> | undefined;
  return {
    rows: (sql, values) => guarded(address, () => query(pool, sql, values)),
    transaction: (act) => transact(pool, address, act),
    close: () => {
      closed ??= pool.end();
      return closed;
    },
  };
}

async function query<Row extends object>(
  runner: pg.Pool | pg.PoolClient,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly Row[]> {
  const result = await runner.query<Row>(sql, [...values]);
  return result.rows;
}

/** A rollback that fails takes its connection out of the pool: nobody knows what state it is in. */
async function transact<T>(pool: pg.Pool, address: string, act: (queries: Queries) => Promise<T>): Promise<T> {
  const client = await guarded(address, () => pool.connect());
  const rows: Queries['rows'] = (sql, values) => guarded(address, () => query(client, sql, values));
  // A connection that breaks while no statement runs reports here; the next statement fails by itself.
  const ignore = () => undefined;
  client.on('error', ignore);
  let broken: Error | undefined;
  try {
    await rows('begin');
    const result = await act({ rows });
    await rows('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause;
    });
    throw error;
  } finally {
    client.off('error', ignore);
    client.release(broken);
  }
}

/** Host, port and name, for messages: an address holds a password. */
function addressOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && /^postgres(ql)?:$/.test(parsed.protocol)) return `${parsed.host}${parsed.pathname}`;
  throw new UsageError("DATABASE_URL isn't the address of a PostgreSQL database", {
    code: 'database-url',
    hint: 'DATABASE_URL=postgres://USER:PASSWORD@HOST:5432/NAME, or unset it to use the database Ferry brings along',
  });
}

async function guarded<T>(address: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw isFerryError(error) ? error : asFerryError(error, address);
  }
}

/** Two transactions conflicted, or a unique or foreign key caught a race: a retry sees the other's result. */
const CONFLICT = /^(40001|40P01|55P03|23503|23505)$/;
const FULL = /^(53100|53200)$/;
/** A wrong password, an unknown account or database, a missing right to connect. */
const REFUSED = /^(28|3D000|42501)/;
/** Statement errors: our own mistake; a retry doesn't help. */
const OURS = /^(21|22|23|42|0A|0L|2B)/;

// Messages have the code alone, and the database's own error isn't passed on: it may quote record contents.
function asFerryError(cause: unknown, address: string): Error {
  const state = sqlState(cause);
  if (state !== undefined && CONFLICT.test(state)) {
    return new TransientError(`the ledger was changed by another transaction (${state})`, {
      code: 'ledger-conflict',
    });
  }
  if (state !== undefined && FULL.test(state)) {
    return new StuckError('the database has no room left', {
      code: 'disk-full',
      hint: 'free some space where PostgreSQL keeps its files, then: ferry resume',
    });
  }
  if (state !== undefined && REFUSED.test(state)) {
    return new StuckError(`the ledger's database at ${address} doesn't let us in (${state})`, {
      code: 'ledger-refused',
      hint: 'correct user, password and name in DATABASE_URL; a run that waits for it: ferry resume',
    });
  }
  if (state !== undefined && OURS.test(state)) {
    return new FatalError(`the ledger refused a statement (${[state, ...schemaNames(cause)].join(', ')})`, {
      code: 'ledger-statement',
    });
  }
  if (!(cause instanceof Error) || cause instanceof TypeError) throw cause;
  return unreachable(cause, address);
}

function unreachable(cause: Error, address: string): Error {
  const why = sqlState(cause) ?? (/time/i.test(cause.message) ? 'no answer in time' : cause.name);
  return new TransientError(`the ledger's database at ${address} can't be reached (${why})`, {
    code: 'ledger-unreachable',
    hint: 'start it, or correct DATABASE_URL; a run under way goes on by itself',
  });
}

/** Names of the schema alone: table, column, constraint. */
function schemaNames(error: unknown): readonly string[] {
  if (!(error instanceof pg.DatabaseError)) return [];
  return [error.table, error.column, error.constraint].filter((name) => name !== undefined);
}

function sqlState(error: unknown): string | undefined {
  if (error instanceof pg.DatabaseError) return error.code;
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
