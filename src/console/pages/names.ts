/** What records are called: by a field of theirs, or by what tells them apart, which may be the names of other records. */
import type { Pool } from 'pg';
import { DESCRIPTIONS } from '../../model/entities/index.ts';
import { byEntity, type Entity, isEntity } from '../../model/entity.ts';
import { isObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { reading } from '../database.ts';
import { type ReferenceUse, referencesIn } from '../references.ts';

/** What a record is called. */
export interface Name {
  readonly entity: string;
  readonly name: string;
  /** The name's parts, so that a name made of names says nothing twice. */
  readonly parts: readonly string[];
}

/** What showing a record to somebody needs. */
export interface Reader {
  /** Names of the records that are referred to, by external key. */
  readonly names: ReadonlyMap<string, Name>;
  /** IANA zone in which times are shown. */
  readonly zone: string;
}

const MOST_NAMES = 2000;

/** A commitment is called by its service, a service by its customer: two steps name everything. */
const STEPS = 3;

const FIELDS = JSON.stringify(
  byEntity((entity) => [...DESCRIPTIONS[entity].title, ...(DESCRIPTIONS[entity].calledBy ?? [])]),
);

/** The names of everything these records refer to. */
export async function readerFor(
  pool: Pool,
  of: { readonly entity: Entity; readonly records: readonly JsonObject[]; readonly zone: string },
): Promise<Reader> {
  const uses = of.records.flatMap((data) => referencesIn(of.entity, data));
  return { names: await namesOf(pool, uses, STEPS), zone: of.zone };
}

/** The names of records of one entity, by key; missing for keys that no record has. */
export function namesOfKeys(pool: Pool, entity: Entity, keys: readonly string[]): Promise<ReadonlyMap<string, Name>> {
  return namesOf(
    pool,
    keys.map((to) => ({ path: [], to, entities: [entity] })),
    STEPS,
  );
}

async function namesOf(pool: Pool, uses: readonly ReferenceUse[], steps: number): Promise<ReadonlyMap<string, Name>> {
  const pairs = distinctPairs(uses).slice(0, MOST_NAMES);
  if (pairs.length === 0 || steps === 0) return new Map();
  const rows = await namingFields(pool, pairs);
  const below = rows.flatMap(({ entity, fields }) => (isEntity(entity) ? referencesIn(entity, fields) : []));
  const names = await namesOf(pool, below, steps - 1);
  return new Map(
    rows.map(({ external_id: key, entity, fields }) => {
      const parts = isEntity(entity) ? partsOf(entity, fields, names) : [];
      return [key, { entity, parts, name: parts.length === 0 ? key : parts.join(' · ') }];
    }),
  );
}

interface NamedRow {
  readonly external_id: string;
  readonly entity: string;
  readonly fields: JsonObject;
}

/** Only the fields that names are made of: a ticket may be megabytes long. */
async function namingFields(pool: Pool, pairs: readonly (readonly [Entity, string])[]): Promise<readonly NamedRow[]> {
  const { rows } = await reading(pool, (db) =>
    db.query<NamedRow>(
      `select r.external_id, r.entity, coalesce(
         (select json_object_agg(f.name, v.data->f.name) from json_array_elements_text($3::json->r.entity) as f (name)
          where v.data->>f.name is not null), '{}') as fields
       from unnest($1::text[], $2::text[]) as w (entity, external_id)
       join console.record r on r.entity = w.entity and r.external_id = w.external_id
       join console.version v on v.record = r.id and v.number = r.number`,
      [pairs.map(([kind]) => kind), pairs.map(([, key]) => key), FIELDS],
    ),
  );
  return rows;
}

function distinctPairs(uses: readonly ReferenceUse[]): (readonly [Entity, string])[] {
  const pairs = uses.flatMap(({ entities, to }) => entities.map((entity) => [entity, to] as const));
  return [...new Map(pairs.map((pair) => [pair.join(' '), pair])).values()];
}

/** What a record is called on a page; its key where nothing names it. Pure. */
export function titleOf(
  record: { readonly entity: Entity; readonly externalId: string; readonly data: JsonObject },
  names: Reader['names'],
): string {
  const parts = partsOf(record.entity, record.data, names);
  return parts.length === 0 ? record.externalId : parts.join(' · ');
}

function partsOf(entity: Entity, data: JsonObject, names: Reader['names']): readonly string[] {
  const { title, calledBy = [] } = DESCRIPTIONS[entity];
  const told = [...new Set(calledBy.flatMap((field) => wordsOf(data[field], names)))];
  if (told.length > 0) return told;
  const named = title.map((field) => data[field]).find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof named === 'string' ? [named] : [];
}

/** A reference by its name, a list of targets by what they ask for; nothing for what is blank. */
function wordsOf(value: JsonValue | undefined, names: Reader['names']): readonly string[] {
  if (typeof value === 'string') return value.trim() === '' ? [] : (names.get(value)?.parts ?? [value]);
  if (!Array.isArray(value)) return [];
  const targets = value.filter(isObject).map(({ metric, value: amount, unit }) => [metric, amount, unit].join(' '));
  return targets.length === 0 ? [] : [targets.join(', ')];
}
