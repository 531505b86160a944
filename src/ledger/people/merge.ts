/** Keeps what people decided about who is who, and takes it back. */
import type { Entity } from '../../model/entity.ts';
import { appendAudit } from '../audit.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { LaneScope, WrittenRecord } from '../records/rows.ts';
import { writtenColumns } from '../records/written.ts';
import type { Decisions, Gained, IdentityMerge, LaneRecord } from './rows.ts';

/** Records decided for this long are carried at once. */
const AT_ONCE = 500;

/** Waits for claims under way: a record never lands on a key that is being given away. */
export async function decide(database: Database, decisions: Decisions): Promise<void> {
  const { targetInstance, entity } = decisions;
  await database.transaction(async (queries) => {
    await queries.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${targetInstance} ${entity}`]);
    await split(queries, decisions);
    await merge(queries, decisions);
    await keepApart(queries, decisions);
    await claim(queries, decisions);
    await followChains(queries, targetInstance);
    await appendAudit(queries, auditEntry(decisions));
  });
}

/** Keys of records are ids; what is in the records stays out of the chain. */
function auditEntry({ entity, by, run, merge, apart, claim, split }: Decisions) {
  const claimed = claim.map(({ review, externalKey }) => ({ from: review.ownKey, to: externalKey }));
  return { kind: 'identities-decided', run, payload: { entity, by, merge, apart, claimed, split } };
}

async function merge(queries: Queries, { targetInstance, entity, by, run, ...decided }: Decisions): Promise<void> {
  await queries.rows(
    `insert into ferry.identity_merge as r (target_instance, entity, from_key, to_key, final_key, decided_by, run)
     select $1, $2, "from", "to", "to", $3, $4 from json_to_recordset($5) as d("from" text, "to" text)
     order by "from"
     on conflict (target_instance, from_key) do update set to_key = excluded.to_key,
       decided_by = excluded.decided_by, run = excluded.run, at = now()`,
    [targetInstance, entity, by, run, jsonText(decided.merge)],
  );
}

async function keepApart(queries: Queries, { targetInstance, entity, by, apart }: Decisions): Promise<void> {
  const pairs = apart.map((pair) => [...pair].sort()).map(([one, other]) => ({ one, other }));
  await queries.rows(
    `insert into ferry.kept_apart (target_instance, entity, one, other, decided_by)
     select $1, $2, one, other, $3 from json_to_recordset($4) as d(one text, other text)
     on conflict do nothing`,
    [targetInstance, entity, by, jsonText(pairs)],
  );
}

/** The record's claim is made for it: the next reading finds it as if it had been decided by a rule. */
async function claim(queries: Queries, { targetInstance, entity, run, claim: claims }: Decisions): Promise<void> {
  const rows = claims.map(({ review: { route, lane, source, sourceKey, ownKey }, externalKey }) => ({
    ...{ route, lane, source, sourceKey, ownKey, externalKey },
  }));
  await queries.rows(
    `insert into ferry.record_map
       (target_instance, route, lane, entity, source, run, source_key, own_key, external_key)
     select $1, route, lane, $2, source, coalesce($3, ''), "sourceKey", "ownKey", "externalKey"
     from json_to_recordset($4) as d(route text, lane text, source text, "sourceKey" text, "ownKey" text, "externalKey" text)
     on conflict (target_instance, route, lane, source_key) do update set external_key = excluded.external_key`,
    [targetInstance, entity, run, jsonText(rows)],
  );
}

/** Back to what the records are by themselves; what was said of the shared record by the one that leaves goes with it. */
async function split(queries: Queries, { targetInstance, entity, split: keys }: Decisions): Promise<void> {
  await queries.rows(
    'delete from ferry.identity_merge where target_instance = $1 and entity = $2 and from_key = any($3)',
    [targetInstance, entity, keys],
  );
  await queries.rows(
    `with leaving as (
       update ferry.record_map m set external_key = own_key
       from (select route, lane, source_key, external_key from ferry.record_map
             where target_instance = $1 and entity = $2 and own_key = any($3) and own_key <> external_key) old
       where m.target_instance = $1 and (m.route, m.lane, m.source_key) = (old.route, old.lane, old.source_key)
       returning m.route, m.lane, m.source, m.source_key, m.own_key, old.external_key as shared
     ), identities as (
       update ferry.identity d set external_key = l.own_key from leaving l
       where d.target_instance = $1 and (d.route, d.lane, d.source_key) = (l.route, l.lane, l.source_key)
     )
     delete from ferry.contribution c using leaving l
     where c.target_instance = $1 and (c.external_key, c.source, c.lane) = (l.shared, l.source, l.lane)`,
    [targetInstance, entity, keys],
  );
}

/** Decisions stay as they were taken; only where they lead is worked out anew. `union` ends also where a circle would not. */
async function followChains(queries: Queries, targetInstance: string): Promise<void> {
  await queries.rows(
    `with recursive way as (
       select from_key, to_key as at from ferry.identity_merge where target_instance = $1
       union
       select way.from_key, r.to_key from way
       join ferry.identity_merge r on r.target_instance = $1 and r.from_key = way.at
     )
     update ferry.identity_merge r set final_key = way.at from way
     where r.target_instance = $1 and r.from_key = way.from_key and r.final_key <> way.at
       and not exists (select from ferry.identity_merge n where n.target_instance = $1 and n.from_key = way.at)`,
    [targetInstance],
  );
}

/** All decisions of one entity that stand, by key. */
export function identityMerges(
  queries: Queries,
  targetInstance: string,
  entity: Entity,
): Promise<readonly IdentityMerge[]> {
  return queries.rows<IdentityMerge>(
    `select from_key as "from", to_key as "to", final_key as "final", decided_by as by,
       coalesce((select state = 'settled' from ferry.run where ferry.run.run = r.run), false) as done
     from ferry.identity_merge r where target_instance = $1 and entity = $2 order by from_key`,
    [targetInstance, entity],
  );
}

/** Pairs that were looked at and are two, each sorted. */
export async function keptApart(
  queries: Queries,
  targetInstance: string,
  entity: Entity,
): Promise<readonly (readonly [string, string])[]> {
  const rows = await queries.rows<{ one: string; other: string }>(
    'select one, other from ferry.kept_apart where target_instance = $1 and entity = $2 order by one, other',
    [targetInstance, entity],
  );
  return rows.map(({ one, other }) => [one, other]);
}

/** The source records that are at home in these records of the target. */
export function recordsBehind(
  queries: Queries,
  targetInstance: string,
  externalKeys: readonly string[],
): Promise<readonly LaneRecord[]> {
  return queries.rows<LaneRecord>(
    `select route, lane, source_key as "sourceKey" from ferry.record_map
     where target_instance = $1 and (external_key = any($2) or own_key = any($2)) order by route, lane, source_key`,
    [targetInstance, externalKeys],
  );
}

/** Live records of the lane's source that are others by now, whose other one stands in the target. */
export function toBeEnded(queries: Queries, scope: LaneScope, after: string): Promise<readonly WrittenRecord[]> {
  return queries.rows<WrittenRecord>(
    `select ${writtenColumns('t')} from ferry.identity_merge r
     join ferry.written t on t.target_instance = $1 and t.external_key = r.from_key and not t.ended
     join ferry.written b on b.target_instance = $1 and b.external_key = r.final_key and not b.ended
     where r.target_instance = $1 and r.entity = $2 and split_part(r.from_key, ':', 1) = $3 and r.from_key > $4
     order by r.from_key limit ${AT_ONCE}`,
    [scope.targetInstance, scope.entity, scope.source, after],
  );
}

/** What the records that were said to be others know of their identities; nothing of what else they say. */
export function gained(
  queries: Queries,
  targetInstance: string,
  externalKeys: readonly string[],
): Promise<readonly Gained[]> {
  return queries.rows<Gained>(
    `select r.final_key as by, c.external_key as "externalKey", c.source, c.lane,
       jsonb_build_object('identities', c.fields->'identities') as fields
     from ferry.identity_merge r
     join ferry.contribution c on c.target_instance = $1 and c.external_key = r.from_key
     where r.target_instance = $1 and r.final_key = any($2) and jsonb_typeof(c.fields->'identities') = 'array'
     order by r.final_key, c.external_key, c.source, c.lane`,
    [targetInstance, externalKeys],
  );
}
