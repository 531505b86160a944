/** Landed batches and how far each lane has read. */
import type { BatchSummary } from '../model/batch.ts';
import type { LaneRef, LaneSettlement, Tally } from '../model/run.ts';
import type { Database, Queries } from './database.ts';
import { jsonText } from './json-text.ts';
import type { LandedBatches } from './port.ts';

/** Notes batches (known ones are left alone) and the lane's new continuation. */
export async function recordLanded(database: Database, ref: LaneRef, landed: LandedBatches): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.rows(
      `insert into ferry.batch (run, lane, sequence, batch, address, sha256, records)
       select $1, $2, sequence, id, address, sha256, count
       from json_to_recordset($3) as b(id text, sequence int, address text, sha256 text, count int)
       on conflict do nothing`,
      [ref.run, ref.lane, jsonText(landed.batches)],
    );
    await queries.rows(
      `update ferry.lane set continuation = $3, read_done = $4, started_at = coalesce(started_at, now()), updated_at = now()
       where run = $1 and lane = $2`,
      [ref.run, ref.lane, landed.continuation, landed.done],
    );
  });
}

/** Keeps what the source counts, for showing how far a lane is. */
export async function recordTally(queries: Queries, ref: LaneRef, tally: Tally): Promise<void> {
  await queries.rows(
    `update ferry.lane set tally = $3, started_at = coalesce(started_at, now()), updated_at = now()
     where run = $1 and lane = $2`,
    [ref.run, ref.lane, jsonText(tally)],
  );
}

/** The summary kept when the batch was loaded; undefined while it isn't. */
export async function loadedBatch(queries: Queries, ref: LaneRef, batch: string): Promise<BatchSummary | undefined> {
  const rows = await queries.rows<{ summary: BatchSummary }>(
    `select summary from ferry.batch where run = $1 and lane = $2 and batch = $3 and state = 'loaded'`,
    [ref.run, ref.lane, batch],
  );
  return rows[0]?.summary;
}

/** Keeps how a lane ended. Only a lane that read to the end and adds up moves the route's watermark. */
export async function recordSettlement(database: Database, ref: LaneRef, settlement: LaneSettlement): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.rows(
      `update ferry.lane set settlement = $3, tally = $4, updated_at = now() where run = $1 and lane = $2`,
      [ref.run, ref.lane, jsonText(settlement), jsonText(settlement.tally)],
    );
    if (settlement.settled === false) return;
    await queries.rows(
      `insert into ferry.watermark (target_instance, route, lane, continuation, run)
       select r.target_instance, r.route, l.lane, l.continuation, l.run
       from ferry.lane l join ferry.run r using (run) where l.run = $1 and l.lane = $2 and l.read_done
       on conflict (target_instance, route, lane)
       do update set continuation = excluded.continuation, run = excluded.run`,
      [ref.run, ref.lane],
    );
  });
}
