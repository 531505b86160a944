/** The two switches that stop writes: a closed run, for good, and the freeze of a cutover. */
import type { Pool } from 'pg';
import { lockName, type Queryable, reading, transaction } from './database.ts';
import { ApiProblem } from './problem.ts';

/** The freeze as it stands, and who set it when. */
export interface Freeze {
  readonly frozen: boolean;
  /** The one run that may write meanwhile. */
  readonly allowRun: string | null;
  readonly reason: string | null;
  readonly at: string | null;
  readonly actor: string | null;
}

/**
 * Lets a write through or throws `run-closed` or `frozen`. Takes shared locks until the transaction ends, so that closing
 * a run or freezing waits for the writes under way, and no write is let through after it.
 */
export async function passGates(client: Queryable, run: string | null): Promise<void> {
  await lockName(client, 'freeze', 'shared');
  if (run !== null) await lockName(client, `run ${run}`, 'shared');
  const { rows } = await client.query<{ closed: boolean; frozen: boolean; reason: string | null }>(
    `select exists (select from console.closed_run where run = $1) as closed,
       frozen and allow_run is distinct from coalesce($1, '') as frozen, reason from console.freeze`,
    [run],
  );
  if (rows[0]?.closed === true) throw new ApiProblem('run-closed');
  if (rows[0]?.frozen === true) throw new ApiProblem('frozen', { detail: rows[0].reason ?? 'a cutover is under way' });
}

/** Closes a run for good. Returns when no write of it is under way any more. Repeating changes nothing. */
export async function closeRun(pool: Pool, run: string, actor: string): Promise<{ run: string; closedAt: string }> {
  return transaction(pool, async (client) => {
    await lockName(client, `run ${run}`, 'exclusive');
    await client.query('insert into console.closed_run (run, actor) values ($1, $2) on conflict do nothing', [
      run,
      actor,
    ]);
    const { rows } = await client.query<{ at: Date }>('select at from console.closed_run where run = $1', [run]);
    return { run, closedAt: (rows[0]?.at ?? new Date()).toISOString() };
  });
}

/** When a run was closed, or null while it is open. */
export async function closedAt(pool: Pool, run: string): Promise<string | null> {
  const { rows } = await reading(pool, (db) =>
    db.query<{ at: Date }>('select at from console.closed_run where run = $1', [run]),
  );
  return rows[0]?.at.toISOString() ?? null;
}

/** Freezes or thaws. Returns when no write that the new state refuses is under way. */
export async function setFreeze(
  pool: Pool,
  wanted: Pick<Freeze, 'frozen' | 'allowRun' | 'reason'>,
  actor: string,
): Promise<Freeze> {
  await transaction(pool, async (client) => {
    await lockName(client, 'freeze', 'exclusive');
    await client.query('update console.freeze set frozen = $1, allow_run = $2, reason = $3, at = now(), actor = $4', [
      wanted.frozen,
      wanted.allowRun,
      wanted.reason,
      actor,
    ]);
  });
  return readFreeze(pool);
}

/** The freeze now; a write that comes later may find another one. */
export async function readFreeze(pool: Pool): Promise<Freeze> {
  const { rows } = await reading(pool, (db) =>
    db.query<{
      frozen: boolean;
      allow_run: string | null;
      reason: string | null;
      at: Date | null;
      actor: string | null;
    }>('select frozen, allow_run, reason, at, actor from console.freeze'),
  );
  const row = rows[0];
  return {
    frozen: row?.frozen ?? false,
    allowRun: row?.allow_run ?? null,
    reason: row?.reason ?? null,
    at: row?.at?.toISOString() ?? null,
    actor: row?.actor ?? null,
  };
}
