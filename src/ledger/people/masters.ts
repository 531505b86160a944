/** What people decide by who is who: live records with each source's fields, and matches that wait for a decision. */
import type { Entity } from '../../model/entity.ts';
import type { Queries } from '../database.ts';
import type { KnownMaster, MatchReview } from './rows.ts';

/** Every live record of an entity by key; the fields of its own source come first. */
export function knownMasters(
  queries: Queries,
  targetInstance: string,
  entity: Entity,
): Promise<readonly KnownMaster[]> {
  return queries.rows<KnownMaster>(
    `select t.external_key as key, t.placeholder,
       coalesce((select jsonb_agg(c.fields order by c.source <> split_part(t.external_key, ':', 1), c.source, c.lane)
         from ferry.contribution c
         where c.target_instance = $1 and c.external_key = t.external_key), '[]') as contributed,
       coalesce((select jsonb_agg(distinct jsonb_build_object('kind', d.kind, 'value', d.value))
         from ferry.record_map m join ferry.identity d on d.target_instance = $1
           and (d.route, d.lane, d.source_key) = (m.route, m.lane, m.source_key)
         where m.target_instance = $1 and m.external_key = t.external_key), '[]') as identities,
       coalesce((select jsonb_agg(distinct jsonb_build_object('source', m.source, 'route', m.route, 'lane', m.lane,
           'ownKey', m.own_key))
         from ferry.record_map m
         where m.target_instance = $1 and m.external_key = t.external_key), '[]') as aliases
     from ferry.written t
     where t.target_instance = $1 and t.entity = $2 and not t.tombstoned
       and not exists (select from ferry.identity_merge r where r.target_instance = $1 and r.from_key = t.external_key)
     order by t.external_key`,
    [targetInstance, entity],
  );
}

/** Matches that a person has to decide or has decided. One whose record was matched by itself since shows as decided. */
export function reviews(queries: Queries, targetInstance: string, entity: Entity): Promise<readonly MatchReview[]> {
  return queries.rows<MatchReview>(
    `select v.route, v.lane, v.source_key as "sourceKey", v.candidates, v.own_key as "ownKey",
       coalesce(v.name, '') as name, split_part(v.own_key, ':', 1) as source, m.external_key as decided
     from ferry.match_review v
     left join ferry.record_map m on m.target_instance = $1
       and (m.route, m.lane, m.source_key) = (v.route, v.lane, v.source_key)
     where v.target_instance = $1 and v.entity = $2 and v.own_key is not null
     order by v.own_key, v.route, v.lane`,
    [targetInstance, entity],
  );
}
