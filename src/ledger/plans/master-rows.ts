/** Masters of one entity as a plan leaves them, over all sources. */
import { decodePlaceholderKey } from '../../model/placeholder-key.ts';
import type { Queries } from '../database.ts';
import type { MasterRows, MasterScope } from './profile-rows.ts';

/** Examples kept of anything. */
const FEW = 50;

/** One entity's masters as they would be after the run, over all sources. */
export async function masterRows(queries: Queries, scope: MasterScope): Promise<MasterRows> {
  const at = [scope.targetInstance, scope.entity];
  const [counts] = await queries.rows<{ records: number; deactivated: number }>(
    `select count(*)::float8 as records,
       (select count(distinct c.external_key)::float8 from ferry.contribution c join ferry.written t using (target_instance, external_key)
        where c.target_instance = $1 and t.entity = $2 and c.fields->'active' = 'false' and not t.tombstoned) as deactivated
     from ferry.written where target_instance = $1 and entity = $2 and not tombstoned`,
    at,
  );
  const [matched, placeholders, ambiguous] = [
    await matchedOf(queries, at),
    await placeholdersOf(queries, at),
    await ambiguousOf(queries, at),
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

async function placeholdersOf(queries: Queries, at: readonly string[]): Promise<MasterRows['placeholders']> {
  const rows = await queries.rows<{ total: number; key: string }>(
    `select count(*) over ()::int as total, external_key as key from ferry.written
     where target_instance = $1 and entity = $2 and placeholder and not tombstoned order by external_key limit ${FEW}`,
    at,
  );
  return { total: rows[0]?.total ?? 0, shown: rows.map(({ key }) => ({ key, name: decodePlaceholderKey(key).value })) };
}

async function ambiguousOf(queries: Queries, at: readonly string[]): Promise<MasterRows['ambiguous']> {
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
