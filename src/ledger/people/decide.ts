/** Keeps what people decided about who is who, and takes it back: records merged, kept apart, matched, split. */
import { appendAudit } from '../audit.ts';
import type { Database, Queries } from '../database.ts';
import { jsonText } from '../json-text.ts';
import type { Decisions } from './rows.ts';

/**
 * Keeps decisions and their audit entry in one transaction. It takes the lock that claims take, so that no record is
 * given a key that is being merged away.
 */
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

/** Keys of records are ids; the records' contents stay out of the hash chain. */
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

/** Writes the record's claim for it: the next run finds it as if a match rule had decided it. */
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

/** Gives the records their own keys again, and takes what they contributed out of the record they shared. */
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

/** Works out anew where each chain of merges ends; `to_key` stays as it was decided. `union`, not `union all`: a cycle ends too. */
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
