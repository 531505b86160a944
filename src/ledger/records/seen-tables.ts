/** Remembers which tables a lane's mappings had while its source was read whole, and all that they listed. */
import type { AskedTable } from '../../model/drift-tables.ts';
import type { Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { LaneScope } from './rows.ts';

/** Of the runs that settled before, by field. */
export function tablesBefore(queries: Queries, scope: LaneScope): Promise<readonly AskedTable[]> {
  return queries.rows<AskedTable>(
    `select field, question, lists from ferry.seen_table
     where target_instance = $1 and route = $2 and lane = $3 order by field`,
    [scope.targetInstance, scope.route, scope.lane],
  );
}

/** Adds what the tables list to what earlier ones of the same field did; a table that is asked something else begins anew. */
export async function recordTables(
  queries: Queries,
  { scope, run }: { readonly scope: LaneScope; readonly run: string },
  tables: readonly AskedTable[],
): Promise<void> {
  if (tables.length === 0) return;
  await queries.rows(
    `insert into ferry.seen_table as s (target_instance, route, lane, field, question, lists, run)
     select $1, $2, $3, field, question, lists, $4
     from json_to_recordset($5) as t(field text, question text, lists jsonb) order by field
     on conflict (target_instance, route, lane, field) do update set
       question = excluded.question, run = excluded.run,
       lists = case when s.question = excluded.question then
         (select jsonb_agg(distinct each) from jsonb_array_elements(s.lists || excluded.lists) as each)
         else excluded.lists end`,
    [scope.targetInstance, scope.route, scope.lane, run, jsonText(tables)],
  );
}
