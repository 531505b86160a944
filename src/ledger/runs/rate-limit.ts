/** Rate limit and semaphore of each system, shared by every program that works on this ledger. */
import { openDatabase, type Queries } from '../database.ts';

/** A permit taken; `session` changes when the connection was lost, and all permits with it. */
export interface TakenPermit {
  readonly session: number;
  /** Null: others hold all of those asked for. */
  readonly permit: number | null;
}

/**
 * Permits are advisory locks of one connection: a program that is killed gives its permits back at once.
 *
 * ```ts
 * const { permit } = await limits.take('rt', [1, 2, 3]);
 * if (permit === null) return waitAndTryAgain();
 * await sleep(await limits.reserve('rt', 20)); // at most 20 calls a second
 * // … the call …
 * await limits.release('rt', permit);
 * ```
 */
export interface RateLimitLedger {
  /** Takes one of `permits`, none of which may be held already. */
  take(system: string, permits: readonly number[]): Promise<TakenPermit>;
  /** Gives a permit back; repeats safely. */
  release(system: string, permit: number): Promise<void>;
  /** Gives a permit back if another program waits for one; returns whether it did. */
  releaseIfWanted(system: string, permit: number): Promise<boolean>;
  /** Lets the others know whether this program waits for permits; returns whether it could. */
  want(system: string, wanted: 'wanted' | 'enough'): Promise<boolean>;
  /** Reserves the next call at so many calls a second; returns in how many milliseconds it may go out. */
  reserve(system: string, rate: number): Promise<number>;
  close(): Promise<void>;
}

const PERMIT = "hashtextextended('ferry permit ' || $1 || ' ' || $2, 0)";
const WANT = "hashtextextended('ferry want ' || $1, 0)";

/** Nothing is connected yet. The database must be migrated; a pooler in between must not share sessions. */
export function openRateLimitLedger(databaseUrl: string): RateLimitLedger {
  // One connection, never dropped for being idle: the locks live in it.
  const session = openDatabase(databaseUrl, { max: 1, idleTimeoutMillis: 0 });
  return {
    take: (system, permits) => take(session, system, permits),
    release: async (system, permit) => {
      await session.rows(`select pg_advisory_unlock(${PERMIT})`, [system, String(permit)]);
    },
    releaseIfWanted: (system, permit) => releaseIfWanted(session, system, permit),
    want: (system, wanted) => want(session, system, wanted),
    reserve: (system, rate) => reserve(session, system, rate),
    close: session.close,
  };
}

async function take(queries: Queries, system: string, permits: readonly number[]): Promise<TakenPermit> {
  const [row] = await queries.rows<TakenPermit>(
    `select pg_backend_pid() as session, (
       select permit from unnest($2::int[]) as permit
       where pg_try_advisory_lock(hashtextextended('ferry permit ' || $1 || ' ' || permit, 0)) limit 1
     ) as permit`,
    [system, permits],
  );
  return { session: row?.session ?? 0, permit: row?.permit ?? null };
}

/** A waiting session holds a shared lock: the exclusive lock can be taken only when no other session waits. */
async function releaseIfWanted(queries: Queries, system: string, permit: number): Promise<boolean> {
  // `unlock(…) and false` would mean the same, but the planner folds it into `false` and never calls it.
  const [row] = await queries.rows<{ given: boolean }>(
    `select case when pg_try_advisory_lock(${WANT}) then not pg_advisory_unlock(${WANT})
       else pg_advisory_unlock(${PERMIT}) end as given`,
    [system, String(permit)],
  );
  return row?.given ?? false;
}

/** False when another program holds the exclusive lock at this moment, in `releaseIfWanted`. */
async function want(queries: Queries, system: string, wanted: 'wanted' | 'enough'): Promise<boolean> {
  const verb = wanted === 'wanted' ? 'pg_try_advisory_lock_shared' : 'pg_advisory_unlock_shared';
  const [row] = await queries.rows<{ done: boolean }>(`select ${verb}(${WANT}) as done`, [system]);
  return row?.done ?? false;
}

async function reserve(queries: Queries, system: string, rate: number): Promise<number> {
  const [row] = await queries.rows<{ wait: number }>(
    `insert into ferry.rate_limit as held (system, next) values ($1, clock_timestamp() + make_interval(secs => $2))
     on conflict (system) do update
       set next = greatest(held.next, clock_timestamp()) + make_interval(secs => $2)
     returning (extract(epoch from (next - make_interval(secs => $2) - clock_timestamp())) * 1000)::float8 as wait`,
    [system, 1 / rate],
  );
  return Math.max(0, row?.wait ?? 0);
}
