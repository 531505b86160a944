/** Compares each record's outcome in a plan over the landing with its outcome before: the impact of the plan's mappings. */
import { FINDING } from '../../model/finding-codes.ts';
import type { StoredMessage } from '../../model/message.ts';
import { TARGET_CHANGED } from '../../model/outcome.ts';
import type { Queries } from '../database.ts';
import type { WantedRecords } from '../runs/rows.ts';
import type { ImpactOf, LaneImpact } from './profile-rows.ts';

/** Examples kept of anything. */
const FEW = 50;
const SAMPLES = 10;

const WRITTEN = `('created', 'updated')`;
const KEPT_BACK = `('quarantined', 'excluded')`;

/**
 * Every record of a plan ($1) beside the outcome of the version that it was pinned with. `fate` is null where nothing
 * changes; a record that is quarantined or excluded again, for another reason, is neither new nor freed.
 */
const FATES = `select o.lane, o.source_key, o.external_key, o.kind, o.code, o.path, o.message, o.params,
    case when o.kind not in ${KEPT_BACK} and b.kind in ${KEPT_BACK} then 'freed'
      when o.kind in ${WRITTEN} then 'changed'
      when o.kind in ${KEPT_BACK} and o.kind <> b.kind then o.kind
      when o.kind in ${KEPT_BACK} and (o.code, o.path) is distinct from (b.code, b.path) then o.kind || ' again' end as fate
  from ferry.wanted w
  cross join lateral (
    select * from ferry.outcome where (run, lane, source_key) = (w.run, w.lane, w.source_key) offset 0) o
  cross join lateral (
    select * from ferry.outcome where (run, lane, source_key) = (w.from_run, w.lane, w.source_key) offset 0) b
  where w.run = $1`;

/** By lane, the keys of all records whose outcome a plan over the landing would change. */
export function impactKeys(queries: Queries, plan: string): Promise<readonly WantedRecords[]> {
  return queries.rows<WantedRecords>(
    `select lane, array_agg(source_key order by source_key) as keys from (${FATES}) fates
     where fate is not null group by lane order by lane`,
    [plan],
  );
}

interface Counts {
  readonly records: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly quarantinedAgain: number;
  readonly excludedAgain: number;
}

interface Row extends StoredMessage {
  readonly fate: 'quarantined' | 'excluded' | 'freed';
  readonly total: number;
  readonly key: string;
  readonly code: string | null;
  readonly path: string | null;
  readonly externalKey: string | null;
}

/** At most 50 of each named, by key. Once the plan's copy is dropped `fields` come out empty; nothing is thrown. */
export async function laneImpact(queries: Queries, of: ImpactOf): Promise<LaneImpact> {
  const rows = await namedRecords(queries, of);
  const gather = <T>(fate: Row['fate'], shape: (row: Row) => T) => {
    const own = rows.filter((row) => row.fate === fate);
    return { total: own[0]?.total ?? 0, shown: own.map(shape) };
  };
  const { records, changed, unchanged, quarantinedAgain, excludedAgain } = await countsOf(queries, of);
  return {
    ...{ records, changed, unchanged },
    newlyQuarantined: gather('quarantined', ({ key, code, path }) => ({ key, code: code ?? '', path: path ?? '' })),
    newlyExcluded: gather('excluded', ({ key, code, message, params }) => ({ key, code: code ?? '', message, params })),
    freed: gather('freed', ({ key, externalKey }) => ({ key, externalKey: externalKey ?? '' })),
    otherReason: { quarantined: quarantinedAgain, excluded: excludedAgain },
    fields: await changedFields(queries, of),
    edited: await editedRecords(queries, of),
    changedKeys: await changedKeys(queries, of),
  };
}

async function countsOf(queries: Queries, { run, lane }: ImpactOf): Promise<Counts> {
  const [row] = await queries.rows<Counts>(
    `select count(*)::float8 as records,
       count(*) filter (where kind in ${WRITTEN})::float8 as changed,
       count(*) filter (where kind in ('unchanged', 'superseded'))::float8 as unchanged,
       count(*) filter (where fate = 'quarantined again')::float8 as "quarantinedAgain",
       count(*) filter (where fate = 'excluded again')::float8 as "excludedAgain"
     from (${FATES} and w.lane = $2) fates`,
    [run, lane],
  );
  return row ?? { records: 0, changed: 0, unchanged: 0, quarantinedAgain: 0, excludedAgain: 0 };
}

function namedRecords(queries: Queries, { run, lane }: ImpactOf): Promise<readonly Row[]> {
  return queries.rows<Row>(
    `select fate, total, key, code, path, message, params, "externalKey" from (
       select fate, count(*) over (partition by fate)::int as total, source_key as key, code, path, message, params,
         external_key as "externalKey", row_number() over (partition by fate order by source_key) as position
       from (${FATES} and w.lane = $2) fates where fate in ('quarantined', 'excluded', 'freed')) numbered
     where position <= ${FEW} order by fate, position`,
    [run, lane],
  );
}

/** A field counts where its fingerprint differs, or where it is added or removed. */
function changedFields(queries: Queries, { run, lane, overlay, basis }: ImpactOf): Promise<LaneImpact['fields']> {
  return queries.rows(
    `select field, count(*)::float8 as records from (
       select distinct o.external_key, k.field
       from ferry.outcome o
       cross join lateral (
         select * from ferry.written where target_instance = $3 and external_key = o.external_key offset 0) n
       left join lateral (
         select * from ferry.written where target_instance = $4 and external_key = o.external_key offset 0) w on true,
       lateral (select jsonb_object_keys(n.field_hashes || coalesce(w.field_hashes, '{}')) as field) k
       where o.run = $1 and o.lane = $2 and o.kind in ${WRITTEN}
         and n.field_hashes->k.field is distinct from w.field_hashes->k.field) changed
     group by field order by records desc, field`,
    [run, lane, overlay, basis],
  );
}

/** Records that would change and that people have edited; quarantined where everything that would change was edited. */
async function editedRecords(queries: Queries, { run, lane }: ImpactOf): Promise<LaneImpact['edited']> {
  const rows = await queries.rows<{ total: number; quarantined: number; key: string; fields: readonly string[] }>(
    `select count(*) over ()::int as total, (count(*) filter (where kind = 'quarantined') over ())::int as "quarantined",
       f.external_key as key, f.fields
     from (${FATES} and w.lane = $2) fates
     cross join lateral (
       select * from ferry.finding
       where run = $1 and lane = $2 and code = $3 and external_key = fates.external_key offset 0) f
     where (kind in ${WRITTEN} or fate is not null and fates.code = $4)
     order by f.external_key limit ${FEW}`,
    [run, lane, FINDING.editedInConsole, TARGET_CHANGED],
  );
  const [first] = rows;
  return {
    total: first?.total ?? 0,
    quarantined: first?.quarantined ?? 0,
    shown: rows.map(({ key, fields }) => ({ key, fields })),
  };
}

async function changedKeys(queries: Queries, { run, lane }: ImpactOf): Promise<readonly string[]> {
  const rows = await queries.rows<{ key: string }>(
    `select external_key as key from ferry.outcome where run = $1 and lane = $2 and kind = 'updated'
     order by external_key limit ${SAMPLES}`,
    [run, lane],
  );
  return rows.map(({ key }) => key);
}
