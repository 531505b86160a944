/** Lists as people go through them: sorted by a column, narrowed by values, with how many there are in all. */
import type { Pool } from 'pg';
import type { Entity } from '../model/entity.ts';
import { reading } from './database.ts';
import { type HeldRecord, lookUp } from './records.ts';
import { foldCase } from './search-text.ts';

/** How a column is sorted: by its place among choices, as a number, or as text; other records by a field of theirs. */
export interface SortBy {
  readonly field: string;
  readonly descending: boolean;
  /** The values of a field that has few, in the order that they mean. */
  readonly choices: readonly string[];
  /** The entity whose records the field names, and what those are called by. */
  readonly names: { readonly entity: Entity; readonly field: string } | null;
}

/** What people ask a list for; everything set must hold. */
export interface Browse {
  readonly q: string;
  readonly edited: boolean;
  /** By field, the value that it must have. */
  readonly is: Readonly<Record<string, string>>;
  /** Null: by key. */
  readonly sort: SortBy | null;
  /** From 0. */
  readonly page: number;
}

/** One page, and how many records match in all. */
export interface Browsed {
  readonly items: readonly HeldRecord[];
  readonly matching: number;
}

/** Records on a page. */
export const ROWS = 50;

const CONTENT = 'join console.version v on v.record = r.id and v.number = r.number';
const ASKED = `r.entity = $1 and not r.tombstoned and (not $2::boolean or r.content_hash <> r.imported_hash)
    and ($3::text is null or strpos(r.search, $3) > 0)`;
const NARROWED = `not exists (select from unnest($4::text[], $5::text[]) as w (field, value)
                    where v.data->>w.field is distinct from w.value)`;

// What people choose reaches the statement as parameters alone; the direction is one of two statements.
const SORTED = (direction: 'asc' | 'desc') => `select external_id as key from (
    select r.external_id, v.data->>$6 as own, json_typeof(v.data->$6) as type,
      case when $8::text is null then null else
        (select n.data->>$9 from console.record t join console.version n on n.record = t.id and n.number = t.number
         where t.entity = $8 and t.external_id = v.data->>$6) end as named
    from console.record r ${CONTENT} where ${ASKED} and ${NARROWED}) found
  order by own is null, array_position($7::text[], own) ${direction},
    case when type = 'number' then own::numeric end ${direction}, lower(coalesce(named, own)) ${direction}, external_id
  limit $10 offset $11`;

const STATEMENTS = { asc: SORTED('asc'), desc: SORTED('desc') } as const;

/** Live records alone. Records written meanwhile may move others to the page before or after. */
export async function browseRecords(pool: Pool, entity: Entity, asked: Browse): Promise<Browsed> {
  const [keys, matching] = await Promise.all([keysOf(pool, entity, asked), countOf(pool, entity, asked)]);
  const held = new Map((await lookUp(pool, entity, keys)).map((record) => [record.externalId, record]));
  return { items: keys.flatMap((key) => held.get(key) ?? []), matching };
}

/** Contents are read only where something about them was asked. */
function unsorted(entity: Entity, { q, edited, is }: Browse) {
  const fields = Object.keys(is);
  const values = [entity, edited, q === '' ? null : foldCase(q)];
  if (fields.length === 0) return { from: `from console.record r where ${ASKED}`, values };
  const from = `from console.record r ${CONTENT} where ${ASKED} and ${NARROWED}`;
  return { from, values: [...values, fields, Object.values(is)] };
}

async function countOf(pool: Pool, entity: Entity, asked: Browse): Promise<number> {
  const { from, values } = unsorted(entity, asked);
  const { rows } = await reading(pool, (db) => db.query<{ n: number }>(`select count(*)::int as n ${from}`, values));
  return rows[0]?.n ?? 0;
}

async function keysOf(pool: Pool, entity: Entity, asked: Browse): Promise<readonly string[]> {
  const { sort, page, q, edited, is } = asked;
  const window = [ROWS, page * ROWS];
  if (sort === null) {
    const { from, values } = unsorted(entity, asked);
    const [limit, offset] = [values.length + 1, values.length + 2];
    const sql = `select r.external_id as key ${from} order by r.external_id limit $${limit} offset $${offset}`;
    const { rows } = await reading(pool, (db) => db.query<{ key: string }>(sql, [...values, ...window]));
    return rows.map(({ key }) => key);
  }
  const { field, choices, names, descending } = sort;
  const { rows } = await reading(pool, (db) =>
    db.query<{ key: string }>(STATEMENTS[descending ? 'desc' : 'asc'], [
      ...[entity, edited, q === '' ? null : foldCase(q), Object.keys(is), Object.values(is)],
      ...[field, choices, names?.entity ?? null, names?.field ?? null, ...window],
    ]),
  );
  return rows.map(({ key }) => key);
}
