/** Finds the records that people name in a form: by key, by name, or by any text that they hold. */
import type { Pool } from 'pg';
import { DESCRIPTIONS } from '../../model/entities/index.ts';
import type { Entity } from '../../model/entity.ts';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { reading } from '../database.ts';
import { type HeldRecord, lookUp } from '../records.ts';
import { foldCase } from '../search-text.ts';
import { type FormField, formFields } from './form-fields.ts';
import { namesOfKeys, type Reader } from './names.ts';

/** A record that may be meant. */
export interface Candidate {
  readonly externalId: string;
  readonly name: string;
  /** What tells it from others of that name. */
  readonly hint: string;
}

/** A name that isn't one record's: what was typed, and who may be meant. */
export interface Unclear {
  readonly field: string;
  readonly typed: string;
  readonly found: readonly Candidate[];
}

/** Fields with keys in place of names, and the names that don't say one record. */
export interface Referents {
  readonly fields: JsonObject;
  readonly unclear: readonly Unclear[];
}

/** Records offered for one name. */
const OFFERED = 12;

interface Named {
  readonly entity: Entity;
  /** As typed. */
  readonly fields: JsonObject;
  readonly held: JsonObject;
  /** Of the records that the held one refers to. */
  readonly names: Reader['names'];
}

/** A key, or a name that exactly one record has, becomes that record; of anything else the person has to choose. */
export async function resolveReferents(pool: Pool, named: Named): Promise<Referents> {
  const { entity, fields } = named;
  const resolved: Record<string, JsonValue> = { ...fields };
  const unclear: Unclear[] = [];
  for (const field of formFields(entity)) {
    const typed = fields[field.name];
    if ((field.kind !== 'reference' && field.kind !== 'references') || typed === null || typed === undefined) continue;
    const { keys, left } = await keysOf(pool, { named, field, typed: Array.isArray(typed) ? typed : [typed] });
    unclear.push(...left);
    resolved[field.name] = field.kind === 'references' ? [...keys] : (keys[0] ?? null);
  }
  return { fields: resolved, unclear };
}

interface OneField {
  readonly named: Named;
  readonly field: Extract<FormField, { readonly kind: 'reference' | 'references' }>;
  readonly typed: readonly JsonValue[];
}

async function keysOf(pool: Pool, { named, field, typed }: OneField) {
  const keys: string[] = [];
  const left: Unclear[] = [];
  // A name that was in the list already means whom it meant there, also where two are called alike.
  const held = named.held[field.name];
  const own = Array.isArray(held) ? held.map(String) : [];
  for (const text of typed.map((name) => String(name).trim())) {
    const at = own.findIndex((key) => (named.names.get(key)?.name ?? key) === text);
    const [known] = at < 0 ? [] : own.splice(at, 1);
    const found = known === undefined ? await findReferents(pool, field.of, text) : [];
    const key = known ?? only(found, text);
    if (key === undefined) left.push({ field: field.name, typed: text, found: found.slice(0, OFFERED) });
    else keys.push(key);
  }
  return { keys, left };
}

function only(found: readonly Candidate[], text: string): string | undefined {
  const wanted = foldCase(text);
  const exact = found.filter(({ name, externalId }) => externalId === text || foldCase(name) === wanted);
  return exact.length === 1 ? exact[0]?.externalId : undefined;
}

/** Those of the name first, then those that have the text anywhere. */
async function findReferents(pool: Pool, entity: Entity, typed: string): Promise<readonly Candidate[]> {
  const { rows } = await reading(pool, (db) =>
    db.query<{ key: string }>(
      // Texts stand one a line in what is searched: a whole line is a whole name.
      `select external_id as key from console.record r
       where entity = $1 and not tombstoned and (external_id = $2 or strpos(search, $3) > 0)
       order by external_id <> $2, strpos(E'\\n' || search || E'\\n', E'\\n' || $3 || E'\\n') = 0, external_id limit 50`,
      [entity, typed, foldCase(typed)],
    ),
  );
  const names = await namesOfKeys(
    pool,
    entity,
    rows.map(({ key }) => key),
  );
  const records = await lookUp(
    pool,
    entity,
    rows.slice(0, OFFERED).map(({ key }) => key),
  );
  const held = new Map(records.map((record) => [record.externalId, record]));
  return rows.map(({ key }) => ({
    externalId: key,
    name: names.get(key)?.name ?? key,
    hint: hintOf(entity, held.get(key)),
  }));
}

function hintOf(entity: Entity, record: HeldRecord | undefined): string {
  const { columns, title } = DESCRIPTIONS[entity];
  const told = columns.filter((name) => !title.includes(name)).map((name) => record?.data[name]);
  return told.filter((value) => typeof value === 'string' && value !== '').join(', ');
}
