/** Landed batches and how far each lane has read. */
import type { BatchSummary } from '../../model/batch.ts';
import type { LaneRef } from '../../model/run.ts';
import type { LaneSettlement, SourceCount } from '../../model/settlement.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { LaneMark } from '../runs/rows.ts';
import { moveWatermark } from '../runs/watermarks.ts';
import type { LandedBatches } from './rows.ts';

/** Records batches (known ones are left alone) and the lane's new cursor. */
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
export async function recordSourceCount(queries: Queries, ref: LaneRef, sourceCount: SourceCount): Promise<void> {
  await queries.rows(
    `update ferry.lane set source_count = $3, started_at = coalesce(started_at, now()), updated_at = now()
     where run = $1 and lane = $2`,
    [ref.run, ref.lane, jsonText(sourceCount)],
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

interface Settled {
  readonly settlement: LaneSettlement;
  readonly mark: LaneMark | null;
}

/** Keeps how a lane settled, and moves its watermark unless `mark` is null. */
export async function recordSettlement(database: Database, ref: LaneRef, settled: Settled): Promise<void> {
  const { settlement, mark } = settled;
  await database.transaction(async (queries) => {
    await queries.rows(
      `update ferry.lane set settlement = $3, source_count = $4, updated_at = now() where run = $1 and lane = $2`,
      [ref.run, ref.lane, jsonText(settlement), jsonText(settlement.sourceCount)],
    );
    if (mark !== null) await moveWatermark(queries, ref, mark);
  });
}
