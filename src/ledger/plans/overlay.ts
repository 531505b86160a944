/** The copy of a target's rows that a plan works on: no run ever sees what the plan changes in it. */
import { FatalError } from '../../errors.ts';
import type { RunPlan } from '../../model/run.ts';
import type { Database, Queries } from '../database.ts';

/** Tables whose rows say what a target holds of ours and who is who. */
const COPIED = [
  ...['record_map', 'written', 'contribution', 'identity', 'match_review'],
  ...['identity_merge', 'kept_apart', 'asset', 'seen', 'seen_table'],
];

/** The instance name of a plan's copy of a target's rows. */
export function overlayName(basis: string, run: string): string {
  return `${basis}/plan/${run}`;
}

/**
 * Copies the rows of the plan's basis, as they stand at one instant, to the plan's own instance. Once: a repeat changes
 * nothing. Throws FatalError `plan-basis` for a run that isn't a plan.
 */
export async function openOverlay(database: Database, plan: RunPlan): Promise<void> {
  const { run, basis, targetInstance } = plan;
  if (basis === undefined || targetInstance === basis) {
    throw new FatalError(`run ${run} names no target to copy from`, { code: 'plan-basis', hint: 'ferry plan' });
  }
  await database.transaction(async (queries) => {
    // A run that writes meanwhile must be seen whole up to one batch, in every table.
    await queries.rows('set transaction isolation level repeatable read');
    const opened = await queries.rows(
      'insert into ferry.plan (run, basis) values ($1, $2) on conflict do nothing returning run',
      [run, basis],
    );
    if (opened.length === 0) return;
    for (const { name, columns } of await copiedTables(queries)) {
      await queries.rows(
        `insert into ferry.${name} (target_instance, ${columns}) select $2, ${columns} from ferry.${name} where target_instance = $1`,
        [basis, targetInstance],
      );
    }
  });
  await refreshStatistics(database);
}

/**
 * For statements that read a whole plan once, joined in whatever way is the quickest. PostgreSQL decides that by statistics, which
 * it refreshes only every minute. Lookups by key need none: see `each-key.ts`.
 */
async function refreshStatistics(queries: Queries): Promise<void> {
  const tables = [...COPIED, 'outcome', 'wanted'].map((name) => `ferry.${name}`);
  await queries.rows(`analyze ${tables.join(', ')}`);
}

/** Columns but the instance, quoted. */
function copiedTables(queries: Queries): Promise<readonly { readonly name: string; readonly columns: string }[]> {
  return queries.rows(
    `select table_name as name, string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns
     from information_schema.columns
     where table_schema = 'ferry' and table_name = any($1) and column_name <> 'target_instance'
     group by table_name order by table_name`,
    [COPIED],
  );
}

/** Deletes the plan's copy, and that alone; a repeat finds nothing to delete. */
export function dropOverlay(database: Database, run: string): Promise<void> {
  return database.transaction(async (queries) => {
    const [held] = await queries.rows<{ run: string; basis: string }>(
      'select run, basis from ferry.plan where run = $1 and dropped_at is null for update',
      [run],
    );
    if (held !== undefined) await drop(queries, held);
  });
}

/**
 * Deletes the copies that ended plans left behind: their command was killed before the report was made. Those that are
 * being read for a report stay.
 */
export function dropLeftovers(database: Database, basis: string): Promise<void> {
  return database.transaction(async (queries) => {
    const left = await queries.rows<{ run: string; basis: string }>(
      `select p.run, p.basis from ferry.plan p left join ferry.run r on r.run = p.run
       where p.basis = $1 and p.dropped_at is null
         and (r.finished_at is not null or (r.run is null and p.made_at < now() - interval '10 minutes'))
       for update of p skip locked`,
      [basis],
    );
    for (const plan of left) await drop(queries, plan);
  });
}

/** Within a transaction that holds the plan's row. */
export async function drop(queries: Queries, { run, basis }: { readonly run: string; readonly basis: string }) {
  const instance = overlayName(basis, run);
  for (const { name } of await copiedTables(queries)) {
    await queries.rows(`delete from ferry.${name} where target_instance = $1`, [instance]);
  }
  await queries.rows('update ferry.plan set dropped_at = now() where run = $1', [run]);
}

/**
 * Lets the plan's copy be read: while `read` goes on, nobody deletes it. Throws FatalError `plan-gone` when it is deleted
 * already.
 */
export async function readOverlay<T>(database: Database, run: string, read: () => Promise<T>): Promise<T> {
  await refreshStatistics(database);
  return database.transaction(async (queries) => {
    const [held] = await queries.rows<{ run: string }>(
      'select run from ferry.plan where run = $1 and dropped_at is null for update',
      [run],
    );
    if (held === undefined) {
      const hint = 'ferry plan makes another';
      throw new FatalError(`what plan ${run} worked on has been cleared away`, { code: 'plan-gone', hint });
    }
    return read();
  });
}
