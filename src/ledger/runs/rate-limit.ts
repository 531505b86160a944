/** How often and by how many at a time each system is asked, counted over every program that works on this ledger. */
import { openDatabase, type Queries } from '../database.ts';

/** A slot taken; `session` changes when the connection was lost, and every slot with it. */
export interface TakenSlot {
  readonly session: number;
  /** Null: all slots offered are taken by others. */
  readonly slot: number | null;
}

/** Slots are advisory locks of one connection: whoever is killed gives theirs back with it, at once. */
export interface PaceLedger {
  /** Takes one of `slots`, none of which may be held already. */
  take(system: string, slots: readonly number[]): Promise<TakenSlot>;
  /** Gives a slot back; repeats safely. */
  give(system: string, slot: number): Promise<void>;
  /** Gives a slot back if another program wants one; says whether it did. */
  giveIfWanted(system: string, slot: number): Promise<boolean>;
  /** Lets the others know whether slots are wanted here; says whether it could. */
  want(system: string, wanted: 'wanted' | 'enough'): Promise<boolean>;
  /** Takes the next turn at so many calls a second, and says in how many milliseconds it comes. */
  turn(system: string, rate: number): Promise<number>;
  close(): Promise<void>;
}

const SLOT = "hashtextextended('ferry slot ' || $1 || ' ' || $2, 0)";
const WANT = "hashtextextended('ferry want ' || $1, 0)";

/** Nothing is connected yet. The database must be migrated; a pooler in between must not share out sessions. */
export function openPaceLedger(databaseUrl: string): PaceLedger {
  // One connection, never dropped for being idle: the locks live in it.
  const session = openDatabase(databaseUrl, { max: 1, idleTimeoutMillis: 0 });
  return {
    take: (system, slots) => take(session, system, slots),
    give: async (system, slot) => {
      await session.rows(`select pg_advisory_unlock(${SLOT})`, [system, String(slot)]);
    },
    giveIfWanted: (system, slot) => giveIfWanted(session, system, slot),
    want: (system, wanted) => want(session, system, wanted),
    turn: (system, rate) => turn(session, system, rate),
    close: session.close,
  };
}

async function take(queries: Queries, system: string, slots: readonly number[]): Promise<TakenSlot> {
  const [row] = await queries.rows<TakenSlot>(
    `select pg_backend_pid() as session, (
       select slot from unnest($2::int[]) as slot
       where pg_try_advisory_lock(hashtextextended('ferry slot ' || $1 || ' ' || slot, 0)) limit 1
     ) as slot`,
    [system, slots],
  );
  return { session: row?.session ?? 0, slot: row?.slot ?? null };
}

/** The wish of another session is a shared lock: it stands in the way of an exclusive one, our own doesn't. */
async function giveIfWanted(queries: Queries, system: string, slot: number): Promise<boolean> {
  // `unlock(…) and false` would say the same, and never be run: it is folded into `false`.
  const [row] = await queries.rows<{ given: boolean }>(
    `select case when pg_try_advisory_lock(${WANT}) then not pg_advisory_unlock(${WANT})
       else pg_advisory_unlock(${SLOT}) end as given`,
    [system, String(slot)],
  );
  return row?.given ?? false;
}

/** Somebody may be asking just now, which stands in the way of a wish for a moment. */
async function want(queries: Queries, system: string, wanted: 'wanted' | 'enough'): Promise<boolean> {
  const verb = wanted === 'wanted' ? 'pg_try_advisory_lock_shared' : 'pg_advisory_unlock_shared';
  const [row] = await queries.rows<{ done: boolean }>(`select ${verb}(${WANT}) as done`, [system]);
  return row?.done ?? false;
}

async function turn(queries: Queries, system: string, rate: number): Promise<number> {
  const [row] = await queries.rows<{ wait: number }>(
    `insert into ferry.pace as held (system, next) values ($1, clock_timestamp() + make_interval(secs => $2))
     on conflict (system) do update
       set next = greatest(held.next, clock_timestamp()) + make_interval(secs => $2)
     returning (extract(epoch from (next - make_interval(secs => $2) - clock_timestamp())) * 1000)::float8 as wait`,
    [system, 1 / rate],
  );
  return Math.max(0, row?.wait ?? 0);
}
