/** What the ledger finds out about a lane as a whole once it is loaded: records that vanished, numbers that two sources give. */
import type { LaneRef } from '../../model/run.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { FindingRow, SharedNumbers, SomeKeys, VanishedRecords } from './report-rows.ts';
import type { LaneScope, WrittenRecord } from './rows.ts';
import { writtenColumns } from './written-records.ts';

/** Keys given as examples. */
const FEW = 5;

/** Rows of one page. */
const PAGE = 500;

/** Tombstoned by this run counts as held: asked again, the answer is the same. */
const HELD = `from ferry.record_map m
  cross join lateral (
    select * from ferry.written
    where target_instance = $1 and external_key = m.external_key and (not tombstoned or run = $4) offset 0) w
  where m.target_instance = $1 and m.route = $2 and m.lane = $3 and m.mapping is not null`;
const UNREAD =
  'not exists (select from ferry.outcome o where o.run = $4 and o.lane = $3 and o.source_key = m.source_key offset 0)';

/** Records of the lane that were loaded and that this run, which read all of the source, hasn't read. */
export async function vanishedRecords(
  queries: Queries,
  { targetInstance, route, lane }: LaneScope,
  run: string,
): Promise<VanishedRecords> {
  const rows = await queries.rows<SomeKeys & { gone: boolean; tombstoned: boolean }>(
    `select gone, tombstoned, count(*)::float8 as records, (array_agg(key order by key) filter (where gone))[1:${FEW}] as keys
     from (select m.external_key as key, w.tombstoned, ${UNREAD} as gone ${HELD}) all_held group by gone, tombstoned`,
    [targetInstance, route, lane, run],
  );
  const of = (tombstoned: boolean) => rows.find((row) => row.gone && row.tombstoned === tombstoned);
  const [left, ended] = [of(false), of(true)].map((row) => ({ records: row?.records ?? 0, keys: row?.keys ?? [] }));
  return { held: rows.reduce((sum, { records }) => sum + records, 0), left: left ?? NONE, tombstoned: ended ?? NONE };
}

const NONE: SomeKeys = { records: 0, keys: [] };

/** Those among them that no other record feeds and that aren't tombstoned yet, by key, after the one given. */
export function vanishedPage(
  queries: Queries,
  { targetInstance, route, lane }: LaneScope,
  { run, after }: { readonly run: string; readonly after: string },
): Promise<readonly WrittenRecord[]> {
  return queries.rows<WrittenRecord>(
    `select ${writtenColumns('w')} ${HELD} and ${UNREAD} and not w.tombstoned and m.external_key > $5
       and not exists (select from ferry.record_map other where other.target_instance = $1
         and other.external_key = m.external_key and (other.route, other.lane) <> ($2, $3) offset 0)
     order by m.external_key limit ${PAGE}`,
    [targetInstance, route, lane, run, after],
  );
}

/** Compared by fingerprint, over all records of the entity that sources other than the lane's brought; by source. */
export function sharedNumbers(
  queries: Queries,
  { targetInstance, route, lane, source, entity }: LaneScope,
): Promise<readonly SharedNumbers[]> {
  return queries.rows<SharedNumbers>(
    // Grouped by number, not joined: which of two joins the database takes depends on how many rows it expects.
    `with given as (
       select w.number, m.source, array_agg(distinct m.external_key) as keys
       from ferry.record_map m
       cross join lateral (
         select field_hashes->>'number' as number from ferry.written
         where target_instance = $1 and external_key = m.external_key and not tombstoned offset 0) w
       where m.target_instance = $1 and (m.source <> $4 and m.entity = $5 or m.source = $4 and m.route = $2 and m.lane = $3)
         and w.number is not null
         and exists (select from ferry.record_map where target_instance = $1 and entity = $5 and source <> $4)
       group by w.number, m.source),
     beside as (
       select source, keys, first_value(source) over own_first as first, first_value(keys) over own_first as own
       from given window own_first as (partition by number order by source <> $4))
     select source, count(*)::float8 as records, (array_agg(key order by key))[1:${FEW}] as keys
     from beside, unnest(own) as key
     where source <> $4 and first = $4 and keys <> array[key]
     group by source order by source`,
    [targetInstance, route, lane, source, entity],
  );
}

/** Replaces what was kept of these codes: the lane as a whole is looked at anew each time it settles. */
export async function replaceFindings(
  database: Database,
  ref: LaneRef,
  { codes, findings }: { readonly codes: readonly string[]; readonly findings: readonly FindingRow[] },
): Promise<void> {
  await database.transaction(async (queries) => {
    await queries.rows('delete from ferry.finding where run = $1 and lane = $2 and code = any($3)', [
      ref.run,
      ref.lane,
      codes,
    ]);
    await queries.rows(
      `insert into ferry.finding (run, lane, code, external_key, fields, records)
       select $1, $2, code, key, fields, records
       from json_to_recordset($3) as r(code text, key text, fields jsonb, records bigint) order by code, key`,
      [ref.run, ref.lane, jsonText(findings)],
    );
  });
}
