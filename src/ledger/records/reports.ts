/** Quarantine, losses and findings of runs, for people to read. Never record contents: those stay in the landing. */
import type { Queries } from '../database.ts';
import type {
  FindingRow,
  LossRow,
  QuarantinedNowFilter,
  QuarantineFilter,
  QuarantineReasonRow,
  QuarantineRow,
} from './report-rows.ts';

const QUARANTINED = `select o.run, o.lane, o.source_key as key, o.code, o.path, o.message, o.params, o.also, o.line, b.address, b.sha256,
    to_char(o.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
  from ferry.outcome o join ferry.batch b on (b.run, b.lane, b.sequence) = (o.run, o.lane, o.sequence)
  where o.kind = 'quarantined'`;
const AS_READ = 'order by (select ordinal from ferry.run r where r.run = o.run) desc, o.lane, o.sequence, o.line';

/** Newest run first, then by lane, batch and line. */
export function quarantineList(queries: Queries, filter: QuarantineFilter): Promise<readonly QuarantineRow[]> {
  return queries.rows<QuarantineRow>(
    `${QUARANTINED} and ($1::text is null or o.run = $1) and ($2::text is null or o.lane = $2)
       and ($3::text is null or o.code = $3)
     ${AS_READ} limit $4`,
    [filter.run ?? null, filter.lane ?? null, filter.code ?? null, filter.limit],
  );
}

/** Why the run quarantined records, the most frequent reason first; a record counts under its first problem. */
export function quarantineReasons(queries: Queries, run: string): Promise<readonly QuarantineReasonRow[]> {
  return queries.rows<QuarantineReasonRow>(
    `select * from (
       select distinct on (code) code, count(*) over (partition by code)::float8 as records, lane, source_key as key,
         coalesce(path, '') as path, message, params
       from ferry.outcome where run = $1 and kind = 'quarantined' order by code, lane, source_key collate "C") reasons
     order by records desc, code`,
    [run],
  );
}

// A version counts while no later run read the record, and no later full run read the lane to its end without it.
const NEWEST = `exists (select from ferry.run r where r.run = o.run and r.target_instance = $1 and r.route = $2
  and r.loads
  and not exists (select from ferry.run n cross join lateral (
      select from ferry.outcome where run = n.run and lane = o.lane and source_key = o.source_key offset 0) p
    where n.target_instance = $1 and n.route = $2 and n.ordinal > r.ordinal and n.loads)
  and not exists (select from ferry.run w join ferry.lane l on l.run = w.run and l.lane = o.lane and l.read_done
    where w.target_instance = $1 and w.route = $2 and w.mode = 'full' and w.ordinal > r.ordinal
    and r.mode <> 'retry'))`;

/** What is quarantined now: records whose newest version is, newest run first, then as read. What the source dropped is left out. */
export function quarantinedNow(queries: Queries, filter: QuarantinedNowFilter): Promise<readonly QuarantineRow[]> {
  const { targetInstance, route, lane, key, code, limit } = filter;
  return queries.rows<QuarantineRow>(
    `${QUARANTINED} and ($3::text is null or o.lane = $3) and ($4::text is null or o.source_key = $4)
       and ($5::text is null or o.code = $5) and ${NEWEST}
     ${AS_READ} limit $6`,
    [targetInstance, route, lane ?? null, key ?? null, code ?? null, limit],
  );
}

/** Undefined when the record wasn't quarantined in that run. */
export async function quarantineShow(
  queries: Queries,
  named: { readonly run: string; readonly lane: string; readonly key: string },
): Promise<QuarantineRow | undefined> {
  const rows = await queries.rows<QuarantineRow>(
    `${QUARANTINED} and o.run = $1 and o.lane = $2 and o.source_key = $3`,
    [named.run, named.lane, named.key],
  );
  return rows[0];
}

/** In the order of codes, lanes and keys. */
export function findings(queries: Queries, run: string): Promise<readonly FindingRow[]> {
  return queries.rows<FindingRow>(
    `select lane, code, external_key as key, fields, records::float8 as records from ferry.finding where run = $1
     order by code, lane, external_key`,
    [run],
  );
}

/** The most frequent first, each with one example. */
export function losses(queries: Queries, run: string): Promise<readonly LossRow[]> {
  return queries.rows<LossRow>(
    `select lane, code, path, count::float8 as count, records::float8 as records, example_key as "exampleKey", message, params
     from ferry.loss where run = $1 order by records desc, count desc, lane, code, path`,
    [run],
  );
}
