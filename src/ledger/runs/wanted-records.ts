/** Which landed records a run over the landing loads: pinned when it starts, returned batch by batch. */
import type { LaneRef, RunPlan } from '../../model/run.ts';
import type { Queries } from '../database.ts';
import type { LandedLines, WantedRecords } from './rows.ts';

/**
 * Every key's newest version of a lane ($3) in a route ($2) of a target ($1), over all runs that loaded it. A plan loads
 * nothing, and what a rollback did isn't a version of a record.
 */
const NEWEST = `select distinct on (o.source_key) o.source_key, o.run, o.sequence, o.line, o.kind, o.code
  from ferry.run r join ferry.outcome o on o.run = r.run and o.lane = $3
  where r.target_instance = $1 and r.route = $2 and r.loads
  order by o.source_key, r.ordinal desc`;

/** Outcomes of records that are in the target; quarantined and excluded ones hold no references there. */
const LOADED = `('created', 'updated', 'unchanged', 'superseded')`;

/** Pins the newest versions of the keys asked for; keys that never landed, or are gone from the source, are left out. */
export async function pinWanted(queries: Queries, plan: RunPlan, wanted: readonly WantedRecords[]): Promise<void> {
  for (const { lane, keys } of wanted) {
    await queries.rows(
      `insert into ferry.wanted (run, lane, source_key, from_run, sequence, line)
       select $4, $3, n.source_key, n.run, n.sequence, n.line from (${NEWEST}) n
       where n.kind <> 'deleted' and ($6 or $5::text[] is null and n.kind in ${LOADED} or n.source_key = any($5))
       on conflict do nothing`,
      // A plan's own instance has no runs; they wrote to the instance it was copied from.
      [
        ...[plan.basis ?? plan.targetInstance, plan.route, lane, plan.run],
        ...[typeof keys === 'string' ? null : keys, keys === 'landed'],
      ],
    );
  }
}

interface Row {
  readonly run: number;
  readonly sequence: number;
  readonly id: string;
  readonly address: string;
  readonly sha256: string;
  readonly count: number;
  readonly lines: readonly number[];
}

/** The next landed batch that holds anything wanted, in the order of runs and batches. */
export async function wantedLines(
  queries: Queries,
  ref: LaneRef,
  after: LandedLines['position'] | null,
): Promise<LandedLines | undefined> {
  const [row] = await queries.rows<Row>(
    // One index lookup for each run passed over: grouping all that is left would cost the square of the batches.
    `select r.ordinal::int as run, n.sequence, b.batch as id, b.address, b.sha256, b.records as count,
       (select array_agg(w.line order by w.line) from ferry.wanted w
        where w.run = $1 and w.lane = $2 and w.from_run = r.run and w.sequence = n.sequence) as lines
     from ferry.run r
     cross join lateral (
       select w.sequence from ferry.wanted w
       where w.run = $1 and w.lane = $2 and w.from_run = r.run and (r.ordinal > $3::bigint or w.sequence > $4::int)
       order by w.sequence limit 1) n
     join ferry.batch b on (b.run, b.lane, b.sequence) = (r.run, $2, n.sequence)
     where r.ordinal >= $3::bigint
     order by r.ordinal limit 1`,
    [ref.run, ref.lane, after?.run ?? -1, after?.sequence ?? -1],
  );
  if (row === undefined) return undefined;
  const { run, sequence, lines, ...batch } = row;
  return { batch: { ...batch, sequence }, lines, position: { run, sequence } };
}

/** How many records the run wants of the lane. */
export async function countWanted(queries: Queries, ref: LaneRef): Promise<number> {
  const [row] = await queries.rows<{ count: number }>(
    'select count(*)::int as count from ferry.wanted where run = $1 and lane = $2',
    [ref.run, ref.lane],
  );
  return row?.count ?? 0;
}

/** Plans of the runs that loaded records, newest first: one over the landing may have used newer mappings. */
export async function plansOf(queries: Queries, targetInstance: string): Promise<readonly RunPlan[]> {
  const rows = await queries.rows<{ plan: RunPlan }>(
    `select plan from ferry.run where target_instance = $1 and loads
     order by ordinal desc`,
    [targetInstance],
  );
  return rows.map(({ plan }) => plan);
}
