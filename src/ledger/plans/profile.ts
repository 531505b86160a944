/** What a plan found out, as far as the ledger knows it: batches and endings, masters over all sources, equal records. */
import type { JsonObject } from '../../model/json.ts';
import type { Some } from '../../model/plan-facts.ts';
import type { Queries } from '../database.ts';
import type { HostedAsset } from '../records/rows.ts';
import type { EndingRow, LaneTimings, MasterRows, MasterScope, TimedBatch } from './profile-rows.ts';

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

/** What became of the records whose deciding reading lies in this batch. */
export function endingsIn(
  queries: Queries,
  { run, lane, sequence }: { readonly run: string; readonly lane: string; readonly sequence: number },
): Promise<readonly EndingRow[]> {
  return queries.rows<EndingRow>(
    `select line, source_key as "sourceKey", kind, code, path, message, external_key as "externalKey"
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
): Promise<Some<{ readonly lane: string; readonly keys: readonly string[] }>> {
  const rows = await queries.rows<{ total: number; lane: string; keys: readonly string[] }>(
    `select count(*) over ()::int as total, lane, (array_agg(distinct external_key))[1:10] as keys
     from ferry.outcome where run = $1 and content is not null
     group by lane, content having count(distinct external_key) > 1
     order by count(distinct external_key) desc, min(external_key) limit $2`,
    [run, FEW],
  );
  return { total: rows[0]?.total ?? 0, shown: rows.map(({ lane, keys }) => ({ lane, keys })) };
}

/** When lanes began, how long they read, how long they loaded. Lanes of a run that read nothing are left out. */
export async function laneTimings(queries: Queries, run: string): Promise<ReadonlyMap<string, LaneTimings>> {
  const rows = await queries.rows<LaneTimings & { lane: string }>(
    `select b.lane, sum(b.records)::float8 as records,
       extract(epoch from max(b.landed_at) - min(coalesce(l.started_at, r.started_at)))::float8 as reading,
       extract(epoch from max(coalesce(b.loaded_at, b.landed_at)) - min(coalesce(l.started_at, r.started_at)))::float8 as loading
     from ferry.batch b join ferry.lane l using (run, lane) join ferry.run r using (run)
     where b.run = $1 group by b.lane`,
    [run],
  );
  return new Map(rows.map(({ lane, ...timings }) => [lane, timings]));
}

/** The newest runs that really wrote into the target for the route, newest first. */
export async function writingRuns(queries: Queries, targetInstance: string, route: string): Promise<readonly string[]> {
  const rows = await queries.rows<{ run: string }>(
    `select run from ferry.run where target_instance = $1 and route = $2 and mode in ('full', 'delta')
       and state in ('settled', 'unsettled') order by ordinal desc limit 3`,
    [targetInstance, route],
  );
  return rows.map(({ run }) => run);
}

/** Images of what the target holds now of the records named, as the plan's writes found them; those it would create have none. */
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

/** One entity's masters as they would be after the run, over all sources. */
export async function masterRows(queries: Queries, scope: MasterScope): Promise<MasterRows> {
  const at = [scope.targetInstance, scope.entity];
  const [counts] = await queries.rows<{ records: number; deactivated: number }>(
    `select count(*)::float8 as records,
       (select count(distinct c.external_key)::float8 from ferry.contribution c join ferry.written t using (target_instance, external_key)
        where c.target_instance = $1 and t.entity = $2 and c.fields->'active' = 'false') as deactivated
     from ferry.written where target_instance = $1 and entity = $2 and not ended`,
    at,
  );
  const [matched, placeholders, ambiguous] = [
    await matchedOf(queries, at),
    await standIns(queries, at),
    await open(queries, at),
  ];
  return {
    records: counts?.records ?? 0,
    deactivated: counts?.deactivated ?? 0,
    matched,
    placeholders,
    ambiguous,
    owners: await ownersOf(queries, scope),
  };
}

async function matchedOf(queries: Queries, at: readonly string[]): Promise<MasterRows['matched']> {
  const rows = await queries.rows<{ total: number; key: string; name: string; sources: readonly string[] }>(
    `select count(*) over ()::int as total, m.external_key as key, array_agg(distinct m.source order by m.source) as sources,
       coalesce((select c.fields->>'name' from ferry.contribution c where c.target_instance = $1
         and c.external_key = m.external_key and c.fields ? 'name' order by c.source limit 1), '') as name
     from ferry.record_map m where m.target_instance = $1 and m.entity = $2
     group by m.external_key having count(distinct m.source) > 1 order by m.external_key limit ${FEW}`,
    at,
  );
  return { total: rows[0]?.total ?? 0, shown: rows.map(({ total: _, ...row }) => row) };
}

async function standIns(queries: Queries, at: readonly string[]): Promise<MasterRows['placeholders']> {
  const rows = await queries.rows<{ total: number; key: string }>(
    `select count(*) over ()::int as total, external_key as key from ferry.written
     where target_instance = $1 and entity = $2 and placeholder and not ended order by external_key limit ${FEW}`,
    at,
  );
  return { total: rows[0]?.total ?? 0, shown: rows.map(({ key }) => ({ key, name: nameIn(key) })) };
}

/** Keys of placeholders are `source:entity:VALUE`, or `source:entity:KIND=VALUE`. */
function nameIn(key: string): string {
  return key.slice(key.indexOf(':', key.indexOf(':') + 1) + 1).replace(/^[a-z-]+=/, '');
}

async function open(queries: Queries, at: readonly string[]): Promise<MasterRows['ambiguous']> {
  const rows = await queries.rows<{ total: number; key: string; name: string; candidates: readonly string[] }>(
    `select count(*) over ()::int as total, coalesce(v.own_key, v.source_key) as key, coalesce(v.name, '') as name, v.candidates
     from ferry.match_review v
     where v.target_instance = $1 and v.entity = $2 and not exists (select from ferry.record_map m
       where (m.target_instance, m.route, m.lane, m.source_key) = (v.target_instance, v.route, v.lane, v.source_key))
     order by 2 limit ${FEW}`,
    at,
  );
  return { total: rows[0]?.total ?? 0, shown: rows.map(({ total: _, ...row }) => row) };
}

/** Where several sources say something of a field, the first in order of precedence owns it. */
function ownersOf(
  queries: Queries,
  { targetInstance, entity, precedence }: MasterScope,
): Promise<MasterRows['owners']> {
  return queries.rows(
    `select field, source, count(*)::float8 as count from (
       select distinct on (c.external_key, f.key) c.external_key, f.key as field, c.source
       from ferry.contribution c join ferry.written t using (target_instance, external_key), jsonb_each(c.fields) f
       where c.target_instance = $1 and t.entity = $2 and jsonb_typeof(f.value) <> 'null'
       order by c.external_key, f.key, coalesce(array_position($3::text[], c.source), 1000), c.source, c.lane) owned
     group by field, source order by field, count desc, source`,
    [targetInstance, entity, precedence],
  );
}
