/** What the ledger keeps of plans beyond their run: the content of each record, the hash of their facts, and how a run differs. */
import type { PlanRecordRow } from '../../model/plan-facts/record-row.ts';
import type { Database, Queries } from '../database.ts';
import { drop } from './overlay.ts';
import type { PlanComparison, PlanRow } from './rows.ts';

/** Fills `content` of every record that was loaded: sha256 over what the target holds of ours. A repeat gives the same. */
export async function keepContent(queries: Queries, run: string): Promise<void> {
  await queries.rows(
    `update ferry.outcome o set content = (
       select encode(sha256(convert_to(w.field_hashes::text, 'UTF8')), 'hex') from ferry.written w
       where w.external_key = o.external_key and w.target_instance = r.target_instance)
     from ferry.run r
     where r.run = $1 and o.run = $1 and o.kind in ('created', 'updated', 'unchanged')`,
    [run],
  );
}

/** Deletes the copy of a plan that failed or was cancelled: it is never reported. */
export async function dropUnreported(queries: Queries, run: string, state: string): Promise<void> {
  if (state === 'settled' || state === 'unsettled') return;
  const [held] = await queries.rows<{ run: string; basis: string }>(
    'select run, basis from ferry.plan where run = $1 and dropped_at is null for update',
    [run],
  );
  if (held !== undefined) await drop(queries, held);
}

/** Undefined for what isn't a plan. */
export async function planRow(queries: Queries, run: string): Promise<PlanRow | undefined> {
  const [row] = await queries.rows<PlanRow>(
    `select run, basis, facts_sha256 as "factsSha256", dropped_at is not null as dropped from ferry.plan where run = $1`,
    [run],
  );
  return row;
}

/** Keeps the hash of plan.json; a report made again replaces it. */
export async function keepFacts(queries: Queries, run: string, sha256: string): Promise<void> {
  await queries.rows('update ferry.plan set facts_sha256 = $2 where run = $1', [run, sha256]);
}

/** A page of a run's outcomes by lane and key, after the last one of the page before. */
export function outcomePage(
  queries: Queries,
  run: string,
  after: { readonly lane: string; readonly sourceKey: string } | null,
): Promise<readonly PlanRecordRow[]> {
  return queries.rows<PlanRecordRow>(
    `select lane, source_key as "sourceKey", external_key as "externalKey", kind as outcome, code, path, message, params,
       content
     from ferry.outcome where run = $1 and ($2::text is null or (lane, source_key) > ($2, $3))
     order by lane, source_key limit 5000`,
    [run, after?.lane ?? null, after?.sourceKey ?? null],
  );
}

const ROW = (alias: string) => `jsonb_build_object('lane', ${alias}.lane, 'sourceKey', ${alias}.source_key,
  'externalKey', ${alias}.external_key, 'outcome', ${alias}.kind, 'code', ${alias}.code, 'path', ${alias}.path,
  'message', ${alias}.message, 'params', ${alias}.params, 'content', ${alias}.content)`;

/**
 * Compares a run with a plan, key by key, over the lanes of the plan; of sampled lanes over the keys of the sample. At most
 * `limit` differences are given.
 */
export async function comparePlan(
  database: Database,
  { plan, run, sampled, limit }: { plan: string; run: string; sampled: readonly string[]; limit: number },
): Promise<PlanComparison> {
  const [row] = await database.rows<PlanComparison>(
    `with lanes as (select lane from ferry.lane where run = $1),
     p as (select * from ferry.outcome where run = $1),
     r as (select o.* from ferry.outcome o join lanes using (lane) where o.run = $2
       and (o.lane <> all($3) or exists (
         select from ferry.outcome s where s.run = $1 and s.lane = o.lane and s.source_key = o.source_key))),
     both_sides as (select coalesce(p.lane, r.lane) as lane, coalesce(p.source_key, r.source_key) as key,
         case when p.run is not null then ${ROW('p')} end as planned, case when r.run is not null then ${ROW('r')} end as done,
         (p.kind, p.code, p.path, p.external_key, p.content) is distinct from (r.kind, r.code, r.path, r.external_key, r.content) as differs
       from p full join r on p.lane = r.lane and p.source_key = r.source_key)
     select count(*)::int as compared, (count(*) filter (where differs))::int as differing,
       coalesce((select jsonb_agg(jsonb_build_object('lane', lane, 'sourceKey', key, 'planned', planned, 'done', done) order by lane, key)
         from (select * from both_sides where differs order by lane, key limit $4) d), '[]') as differences
     from both_sides`,
    [plan, run, sampled, limit],
  );
  return row ?? { compared: 0, differing: 0, differences: [] };
}
