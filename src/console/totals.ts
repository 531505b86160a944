/** Counts and digests: how reconcile finds out in a few calls whether both sides hold the same. */
import type { Pool } from 'pg';
import { byEntity, type Entity } from '../model/entity.ts';
import { reading } from './database.ts';

/** Records per entity; every entity is there. */
export type Counts = Readonly<Record<Entity, { readonly live: number; readonly tombstoned: number }>>;

/** Every entity, zeros included. `run`: only records of which that run wrote a version. */
export async function countRecords(
  pool: Pool,
  scope: { readonly run?: string | undefined; readonly system?: string | undefined },
): Promise<Counts> {
  const { rows } = await reading(pool, (db) =>
    db.query<{ entity: string; live: number; tombstoned: number }>(
      `select entity, count(*) filter (where not tombstoned)::int as live,
         count(*) filter (where tombstoned)::int as tombstoned
       from console.record r
       where ($1::text is null or system = $1)
         and ($2::text is null or id in (select record from console.version where run = $2))
       group by entity`,
      [scope.system ?? null, scope.run ?? null],
    ),
  );
  const found = new Map(rows.map(({ entity, live, tombstoned }) => [entity, { live, tombstoned }]));
  return byEntity((entity) => found.get(entity) ?? { live: 0, tombstoned: 0 });
}

/** Which records are digested, and into how many buckets. */
export interface DigestQuery {
  /** Only keys whose sha256 starts like this, in hex. */
  readonly prefix: string;
  /** Digits of a bucket's name; at least as many as the prefix has. */
  readonly depth: number;
  readonly system?: string | undefined;
  /** What imports put there, or what is there now. */
  readonly basis: 'imported' | 'current';
}

/**
 * One line per bucket that isn't empty: sha256 over `externalId LF contentHash LF` of its live records, in bytewise order
 * of externalId. A bucket is the first digits of sha256(externalId).
 */
export async function digestRecords(pool: Pool, entity: Entity, query: DigestQuery) {
  const hash = query.basis === 'imported' ? 'imported_hash' : 'content_hash';
  const { rows } = await reading(pool, (db) =>
    db.query<{ prefix: string; count: number; digest: string }>(
      `select left(key_hash, greatest($3::int, length($2))) as prefix, count(*)::int as count,
         encode(sha256(convert_to(
           string_agg(external_id || E'\\n' || ${hash} || E'\\n', '' order by external_id collate "C"), 'UTF8')), 'hex') as digest
       from console.record
       where entity = $1 and key_hash >= $2 and left(key_hash, length($2)) = $2 and not tombstoned
         and ($4::text is null or system = $4)
       group by 1 order by 1`,
      [entity, query.prefix, query.depth, query.system ?? null],
    ),
  );
  return rows;
}
