/** What a plan found out, as far as the ledger knows it: batches and endings, assets, equal records, before-images. */
import type { JsonObject } from '../../model/json.ts';
import type { Some } from '../../model/plan-facts/bounded-list.ts';
import type { Queries } from '../database.ts';
import type { HostedAsset } from '../records/rows.ts';
import type { EndingRow, TimedBatch } from './profile-rows.ts';

/** Examples kept of anything. */
const FEW = 50;

/** The batches of one lane in the order they landed. */
export function landedBatches(queries: Queries, run: string, lane: string): Promise<readonly TimedBatch[]> {
  return queries.rows<TimedBatch>(
    `select batch as id, sequence, address, sha256, records as count,
       (extract(epoch from landed_at) * 1000)::float8 as "landedAt", (extract(epoch from loaded_at) * 1000)::float8 as "loadedAt"
     from ferry.batch where run = $1 and lane = $2 order by sequence`,
    [run, lane],
  );
}

/** What became of the records whose deciding version lies in this batch. */
export function endingsIn(
  queries: Queries,
  { run, lane, sequence }: { readonly run: string; readonly lane: string; readonly sequence: number },
): Promise<readonly EndingRow[]> {
  return queries.rows<EndingRow>(
    `select line, source_key as "sourceKey", kind, code, path, message, params, also, external_key as "externalKey"
     from ferry.outcome where run = $1 and lane = $2 and sequence = $3 order by line`,
    [run, lane, sequence],
  );
}

/** Assets fetched of a source, whatever installation of it they came from: the newest of each reference. */
export function landedAssets(
  queries: Queries,
  { targetInstance, source }: { readonly targetInstance: string; readonly source: string },
  refs: readonly string[],
): Promise<readonly HostedAsset[]> {
  return queries.rows<HostedAsset>(
    `select distinct on (ref) ref, sha256, bytes::float8 as bytes, media_type as "mediaType" from ferry.asset
     where target_instance = $1 and (source = $2 or starts_with(source, $2 || ' ')) and ref = any($3)
     order by ref, at desc, source`,
    [targetInstance, source, refs],
  );
}

/** Records of one lane that would hold the same under different keys, the largest groups first. */
export async function equalRecords(
  queries: Queries,
  run: string,
): Promise<Some<{ readonly lane: string; readonly keys: readonly string[] }> & { readonly records: number }> {
  const rows = await queries.rows<{ total: number; records: number; lane: string; keys: readonly string[] }>(
    `select count(*) over ()::int as total, (sum(count(distinct external_key)) over ())::int as records, lane,
       (array_agg(distinct external_key collate "C"))[1:10] as keys
     from ferry.outcome where run = $1 and content is not null
     group by lane, content having count(distinct external_key) > 1
     order by count(distinct external_key) desc, min(external_key collate "C") limit $2`,
    [run, FEW],
  );
  const { total = 0, records = 0 } = rows[0] ?? {};
  return { total, records, shown: rows.map(({ lane, keys }) => ({ lane, keys })) };
}

/** What the target holds of these records, as the writes of the plan found them; those it would create have none. */
export async function imagesBefore(
  queries: Queries,
  run: string,
  externalKeys: readonly string[],
): Promise<ReadonlyMap<string, JsonObject>> {
  const rows = await queries.rows<{ key: string; data: JsonObject }>(
    `select external_key as key, image->'data' as data from ferry.before_image
     where run = $1 and external_key = any($2) and jsonb_typeof(image) = 'object'`,
    [run, externalKeys],
  );
  return new Map(rows.map(({ key, data }) => [key, data]));
}
