/** Keeps what people should look at about a run. */
import type { LaneRef } from '../../model/run.ts';
import type { Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { FindingRow } from './report-rows.ts';

/** Keeps findings about single records, each once per run, lane, code and record. */
export async function recordFindings(queries: Queries, ref: LaneRef, findings: readonly FindingRow[]): Promise<void> {
  if (findings.length === 0) return;
  await queries.rows(
    `insert into ferry.finding (run, lane, code, external_key, fields)
     select $1, $2, code, key, fields
     from json_to_recordset($3) as r(code text, key text, fields jsonb)
     order by code, key
     on conflict do nothing`,
    [ref.run, ref.lane, jsonText(findings)],
  );
}

/** Keeps findings about many records: each once per run and lane, with the sum of `records` over batches. */
export async function addToFindings(queries: Queries, ref: LaneRef, findings: readonly FindingRow[]): Promise<void> {
  if (findings.length === 0) return;
  await queries.rows(
    `insert into ferry.finding as f (run, lane, code, external_key, fields, records)
     select $1, $2, code, key, jsonb_build_array(min(fields->>0)), sum(records)
     from json_to_recordset($3) as r(code text, key text, fields jsonb, records bigint)
     group by code, key order by code, key
     on conflict (run, lane, code, external_key) do update set records = coalesce(f.records, 0) + excluded.records`,
    [ref.run, ref.lane, jsonText(findings)],
  );
}
