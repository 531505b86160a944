/** Holds what a plan over the landing would write against what was written, lane by lane: the impact of its mappings. */
import type { Queries } from './database.ts';
import type { ImpactOf, LaneImpact } from './survey-rows.ts';

/** Examples kept of anything. */
const FEW = 50;
const SAMPLES = 10;

/** Every key's newest reading before the plan. */
const BEFORE = `select distinct on (o.source_key) o.source_key, o.kind from ferry.run r
  join ferry.outcome o on o.run = r.run and o.lane = $2
  where r.target_instance = $3 and r.route = $4 and r.mode in ('full', 'delta', 'retry')
  order by o.source_key, r.ordinal desc`;
const CROSSED = `('created', 'updated', 'unchanged', 'superseded')`;

interface Row {
  readonly bucket: 'set-aside' | 'excluded' | 'freed';
  readonly total: number;
  readonly key: string;
  readonly code: string | null;
  readonly path: string | null;
  readonly message: string | null;
  readonly externalKey: string | null;
}

export async function laneImpact(queries: Queries, of: ImpactOf): Promise<LaneImpact> {
  const { run, lane, basis, route } = of;
  const [counts] = await queries.rows<{ records: number; changed: number; unchanged: number }>(
    `select count(*)::float8 as records, count(*) filter (where kind in ('created', 'updated'))::float8 as changed,
       count(*) filter (where kind = 'unchanged')::float8 as unchanged
     from ferry.outcome where run = $1 and lane = $2`,
    [run, lane],
  );
  const rows = await queries.rows<Row>(
    `select * from (
       select bucket, count(*) over (partition by bucket)::int as total, key, code, path, message, "externalKey",
         row_number() over (partition by bucket order by key) as place
       from (
         select case when o.kind = 'quarantined' and b.kind in ${CROSSED} then 'set-aside'
             when o.kind = 'excluded' and b.kind in ${CROSSED} then 'excluded'
             when o.kind in ('created', 'updated', 'unchanged') and b.kind in ('quarantined', 'excluded') then 'freed' end as bucket,
           o.source_key as key, o.code, o.path, o.message, o.external_key as "externalKey"
         from ferry.outcome o join (${BEFORE}) b using (source_key) where o.run = $1 and o.lane = $2) named
       where bucket is not null) numbered
     where place <= ${FEW} order by bucket, place`,
    [run, lane, basis, route],
  );
  const bucket = (name: Row['bucket']) => rows.filter((row) => row.bucket === name);
  const gather = <T>(name: Row['bucket'], shape: (row: Row) => T) => ({
    total: bucket(name)[0]?.total ?? 0,
    shown: bucket(name).map(shape),
  });
  return {
    records: counts?.records ?? 0,
    changed: counts?.changed ?? 0,
    unchanged: counts?.unchanged ?? 0,
    newlySetAside: gather('set-aside', ({ key, code, path }) => ({ key, code: code ?? '', path: path ?? '' })),
    newlyExcluded: gather('excluded', ({ key, message }) => ({ key, rule: message ?? '' })),
    freed: gather('freed', ({ key, externalKey }) => ({ key, externalKey: externalKey ?? '' })),
    fields: await changedFields(queries, of),
    edited: await editedRecords(queries, of),
    changedKeys: await changedKeys(queries, of),
  };
}

/** A field counts where its fingerprint is another one, or where it comes or goes. */
function changedFields(queries: Queries, { run, lane, overlay, basis }: ImpactOf): Promise<LaneImpact['fields']> {
  return queries.rows(
    `select field, count(*)::float8 as records from (
       select distinct o.external_key, k.field
       from ferry.outcome o
       join ferry.written n on n.target_instance = $3 and n.external_key = o.external_key
       left join ferry.written w on w.target_instance = $4 and w.external_key = o.external_key,
       lateral (select jsonb_object_keys(n.field_hashes || coalesce(w.field_hashes, '{}')) as field) k
       where o.run = $1 and o.lane = $2 and o.kind in ('created', 'updated')
         and n.field_hashes->k.field is distinct from w.field_hashes->k.field) changed
     group by field order by records desc, field`,
    [run, lane, overlay, basis],
  );
}

/** Those that change and that people have edited: the fields that stay theirs. */
async function editedRecords(queries: Queries, { run, lane }: ImpactOf): Promise<LaneImpact['edited']> {
  const rows = await queries.rows<{ total: number; key: string; fields: readonly string[] }>(
    `select count(*) over ()::int as total, f.external_key as key, f.fields from ferry.finding f
     where f.run = $1 and f.lane = $2 and f.code = 'edited-in-console' and exists (select from ferry.outcome o
       where o.run = $1 and o.lane = $2 and o.external_key = f.external_key and o.kind in ('created', 'updated', 'quarantined'))
     order by f.external_key limit ${FEW}`,
    [run, lane],
  );
  return { total: rows[0]?.total ?? 0, shown: rows.map(({ key, fields }) => ({ key, fields })) };
}

async function changedKeys(queries: Queries, { run, lane }: ImpactOf): Promise<readonly string[]> {
  const rows = await queries.rows<{ key: string }>(
    `select external_key as key from ferry.outcome where run = $1 and lane = $2 and kind = 'updated'
     order by external_key limit ${SAMPLES}`,
    [run, lane],
  );
  return rows.map(({ key }) => key);
}
