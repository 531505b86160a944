/** What a loaded batch has to say about its source records: outcomes, deferred fields, open matches, losses. */
import type { Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { Settlement } from './rows.ts';

/**
 * One row per key. Of two versions the later one decides and the other counts as superseded; a later version that
 * changed nothing, or was older than what the target had, leaves the outcome of an earlier version of this run as it is. What
 * the target refused as out of date decides nothing, in whatever order the two are stored.
 */
export async function storeOutcomes(queries: Queries, { ref, batch, outcomes }: Settlement): Promise<void> {
  if (batch === null || outcomes.length === 0) return;
  const latest = '(excluded.sequence, excluded.line) > (o.sequence, o.line)';
  const idle = `(excluded.kind = 'superseded' or (excluded.kind = 'unchanged' and o.kind in ('created', 'updated')))`;
  const refused = `(o.kind = 'superseded' and excluded.kind <> 'superseded')`;
  const decides = `((${latest} and not ${idle}) or ${refused})`;
  const chosen = ['kind', 'code', 'path', 'message', 'params', 'also', 'external_key']
    .map((column) => `${column} = case when ${decides} then excluded.${column} else o.${column} end`)
    .join(', ');
  await queries.rows(
    `insert into ferry.outcome as o
       (run, lane, source_key, kind, code, path, message, params, also, external_key, sequence, line, superseded)
     select $1, $2, "sourceKey", kind, code, path, message, params, also, "externalKey", $4, line, superseded
     from json_to_recordset($3) as r("sourceKey" text, kind text, code text, path text, message text, params jsonb,
       also jsonb, "externalKey" text, line int, superseded int)
     order by "sourceKey"
     on conflict (run, lane, source_key) do update set
       superseded = o.superseded + excluded.superseded + 1, ${chosen},
       sequence = greatest(o.sequence, excluded.sequence),
       line = case when ${latest} then excluded.line else o.line end`,
    [ref.run, ref.lane, jsonText(outcomes), batch.sequence],
  );
}

/** A record that was read again replaces its deferred fields, unless that version is the older one; patched ones are deleted. */
export async function storeDeferred(queries: Queries, { ref, outcomes, deferred, patched }: Settlement): Promise<void> {
  const decided = outcomes.filter(({ kind }) => kind !== 'superseded');
  await queries.rows('delete from ferry.deferred where run = $1 and lane = $2 and source_key = any($3)', [
    ref.run,
    ref.lane,
    [...decided, ...patched].map(({ sourceKey }) => sourceKey),
  ]);
  if (deferred.length === 0) return;
  await queries.rows(
    `insert into ferry.deferred (run, lane, source_key, field, external_key, value, reference_list)
     select $1, $2, "sourceKey", field, "externalKey", coalesce(value, 'null'), "references"
     from json_to_recordset($3) as r("sourceKey" text, field text, "externalKey" text, value jsonb, "references" jsonb)
     order by "sourceKey", field`,
    [ref.run, ref.lane, jsonText(deferred)],
  );
}

/** Keeps matches that a person has to decide. */
export async function storeReviews(queries: Queries, { scope, ref, reviews }: Settlement): Promise<void> {
  if (reviews.length === 0) return;
  await queries.rows(
    `insert into ferry.match_review
       (target_instance, route, lane, entity, run, source_key, candidates, own_key, name)
     select $1, $2, $3, $4, $5, "sourceKey", candidates, "ownKey", name
     from json_to_recordset($6) as r("sourceKey" text, candidates jsonb, "ownKey" text, name text)
     order by "sourceKey"
     on conflict (target_instance, route, lane, source_key) do update set
       candidates = excluded.candidates, run = excluded.run, own_key = excluded.own_key, name = excluded.name`,
    [scope.targetInstance, scope.route, scope.lane, scope.entity, ref.run, jsonText(reviews)],
  );
}

/** Of the rows of a group, this column of the first by key: the same for the same rows, in whatever order they come. */
const first = (column: string) => `(array_agg(${column} order by key collate "C", message, params))[1]`;

/** Whether the row that comes has the first example by key: the one that is kept, in whatever order batches come. */
const EARLIER = `excluded.example_key < l.example_key collate "C"`;

/**
 * Counts losses per code and field, how often and in how many records, with one example of each. Items of lists count under
 * one path. A record that is read again in the same run counts each time.
 */
export async function storeLosses(queries: Queries, { ref, losses }: Settlement): Promise<void> {
  if (losses.length === 0) return;
  const rows = losses.map(({ key, loss }) => ({ key, ...loss }));
  await queries.rows(
    `insert into ferry.loss as l (run, lane, code, path, count, records, example_key, message, params)
     select $1, $2, code, path, count(*), count(distinct key), ${first('key')}, ${first('message')}, ${first('params')}
     from (select key, code, regexp_replace(path, '\\[\\d+\\]', '[]', 'g') as path, message, params
       from json_to_recordset($3) as r(key text, code text, path text, message text, params jsonb)) lost
     group by code, path order by code, path
     on conflict (run, lane, code, path) do update set
       count = l.count + excluded.count, records = l.records + excluded.records,
       example_key = case when ${EARLIER} then excluded.example_key else l.example_key end,
       message = case when ${EARLIER} then excluded.message else l.message end,
       params = case when ${EARLIER} then excluded.params else l.params end`,
    [ref.run, ref.lane, jsonText(rows)],
  );
}
